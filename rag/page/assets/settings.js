// The name, on a narrow screen the three places as tabs, and the settings that matter.
function buildMasthead(root) {
  const header = node("header", "fn-head");
  header.append(node("h1", "fn-name", "Footnote"), said("fn-line", "line"));
  const tabs = label(node("nav", "fn-tabs"), "places", null, "aria-label");
  const places = ["library", "talk", "source"].map((name) => {
    const tab = saying("fn-tab", `place_${name}`, () => show(name));
    tab.dataset.place = name;
    return tab;
  });
  tabs.append(...places);
  const panel = label(node("div", "fn-settings", null, { id: "fn-settings", role: "group" }), "settings", null, "aria-label");
  panel.hidden = true;
  const gear = saying("fn-tool fn-gear", "settings", () => {
    panel.hidden = !panel.hidden;
    gear.setAttribute("aria-expanded", String(!panel.hidden));
    if (!panel.hidden) panel.querySelector("select").focus();
  });
  gear.setAttribute("aria-expanded", "false");
  gear.setAttribute("aria-controls", "fn-settings");
  header.append(gear);
  panel.append(
    choice("strictness", ["", "careful", "balanced", "eager"], (key) => (key ? `strictness_${key}` : "strictness_usual")),
    ...(GENERATORS.length > 1 ? [choice("generator", GENERATORS.map((one) => one.key), (key) => (key === "extractive" ? "generator_extractive" : null))] : []),
    choice("language", LANGUAGES, (key) => `language_${key}`),
    choice("theme", ["system", "light", "dark"], (key) => `theme_${key}`));
  panel.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { panel.hidden = true; gear.setAttribute("aria-expanded", "false"); gear.focus(); }
  });
  document.addEventListener("pointerdown", (event) => {
    if (!panel.hidden && !panel.contains(event.target) && event.target !== gear) {
      panel.hidden = true;
      gear.setAttribute("aria-expanded", "false");
    }
  });
  root.append(header, panel, tabs);
  hear("footnote-show", (name) => {
    document.getElementById("fn-desk").dataset.place = name;
    for (const tab of places) {
      if (tab.dataset.place === name) tab.setAttribute("aria-current", "page");
      else tab.removeAttribute("aria-current");
    }
  });
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", dress);
  dress();
}
function choice(name, keys, wording) {
  const field = node("label", "fn-field");
  const select = node("select", "fn-select", null, { "data-setting": name });
  for (const key of keys) {
    const known = wording(key);
    const option = known ? said("", known, null, "option") : node("option", "", (GENERATORS.find((one) => one.key === key) || {}).shown);
    option.value = key;
    select.append(option);
  }
  select.value = settings[name];
  select.addEventListener("change", () => {
    settings[name] = select.value;
    store(localStorage, name, select.value);
    dress();
  });
  field.append(said("", `setting_${name}`, null, "span"), select);
  return field;
}
function dress() {
  const dark = settings.theme === "dark"
    || (settings.theme === "system" && window.matchMedia("(prefers-color-scheme: dark)").matches);
  document.body.classList.toggle("dark", dark);
  document.documentElement.style.colorScheme = dark ? "dark" : "light";
  document.documentElement.dir = settings.language === "ar" ? "rtl" : "ltr"; // Gradio sets lang alone
  if (document.documentElement.lang !== settings.language) {
    document.documentElement.lang = settings.language;
    [...labelled].forEach(relabel);
    tell("footnote-language");
  }
}
