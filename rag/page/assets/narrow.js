// Which documents are asked, by date, author, folder and language: only what the library has.
let narrowed = {};
try { narrowed = JSON.parse(stored(sessionStorage, "narrowed") || "{}"); } catch (_) { /* as if none */ }
const folderOf = (item) => item.source.split("/").slice(0, -1).join("/");
const letsThrough = (item) =>
  (!narrowed.since || (item.published && item.published.slice(0, 10) >= narrowed.since))
  && (!narrowed.until || (item.published && item.published.slice(0, 10) <= narrowed.until))
  && (!narrowed.author || item.author === narrowed.author)
  && (!narrowed.folder || folderOf(item) === narrowed.folder || folderOf(item).startsWith(`${narrowed.folder}/`))
  && (!narrowed.language || item.language === narrowed.language);
const isNarrowed = () => Object.keys(narrowed).length > 0;
function buildNarrow(root, documents, changed) {
  const panel = label(node("div", "fn-narrow-panel", null, { id: "fn-narrow-panel", role: "group" }), "narrow", null, "aria-label");
  panel.hidden = true;
  const open = saying("fn-tool fn-narrow-open", "narrow", () => {
    panel.hidden = !panel.hidden;
    open.setAttribute("aria-expanded", String(!panel.hidden));
    if (!panel.hidden) panel.querySelector("input, select").focus();
  });
  open.setAttribute("aria-expanded", "false");
  open.setAttribute("aria-controls", panel.id);
  const count = node("span", "fn-narrow-count", null, { role: "status", "aria-live": "polite" });
  const clear = saying("fn-tool fn-narrow-clear", "narrow_clear", () => { narrowed = {}; apply(); open.focus(); });
  const line = node("p", "fn-narrow-line");
  line.append(open, count, clear);
  root.append(line, panel);
  panel.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { panel.hidden = true; open.setAttribute("aria-expanded", "false"); open.focus(); }
  });
  function set(name, value) {
    if (value) narrowed[name] = value; else delete narrowed[name];
    apply();
  }
  function apply() {
    store(sessionStorage, "narrowed", JSON.stringify(narrowed));
    draw();
    changed();
  }
  function field(name, made) {
    const whole = node("label", "fn-field");
    made.addEventListener("change", () => set(name, made.value));
    whole.append(said("", `narrow_${name}`, null, "span"), made);
    return whole;
  }
  function date(name) {
    const made = node("input", "fn-select", null, { type: "date" });
    made.value = narrowed[name] || "";
    return field(name, made);
  }
  function pick(name, values) {
    const made = node("select", "fn-select", null, { "data-narrow": name });
    const any = said("", "narrow_any", null, "option");
    any.value = "";
    made.append(any, ...values.map((value) => node("option", "", value, { value })));
    made.value = narrowed[name] || "";
    return field(name, made);
  }
  function draw() {
    const all = documents();
    const kinds = (of) => [...new Set(all.map(of))].filter(Boolean).sort();
    const fields = [];
    if (all.some((item) => item.published)) fields.push(date("since"), date("until"));
    for (const [name, values] of [["author", kinds((one) => one.author)], ["folder", kinds(folderOf)], ["language", kinds((one) => one.language)]]) {
      if (narrowed[name] && !values.includes(narrowed[name])) delete narrowed[name];
      if (values.length > 1 || (values.length && all.some((one) => !(name === "folder" ? folderOf(one) : one[name])))) fields.push(pick(name, values));
    }
    const held = document.activeElement && panel.contains(document.activeElement);
    if (!held) panel.replaceChildren(...fields);
    line.hidden = !fields.length;
    if (!fields.length) panel.hidden = true;
    clear.hidden = !isNarrowed();
    count.replaceChildren(...(isNarrowed() ? [said("", "narrowed", { n: all.filter(letsThrough).length }, "span")] : []));
    if (!isNarrowed()) panel.querySelectorAll("input, select").forEach((one) => { one.value = ""; });
  }
  hear("footnote-choose-none", () => { if (isNarrowed()) { narrowed = {}; apply(); } });
  return draw;
}
