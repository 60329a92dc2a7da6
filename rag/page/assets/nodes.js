// Nodes are built here and text goes in as text only; what the page says comes from the catalogue.
const node = (tag, name, text, attributes) => {
  const made = document.createElement(tag);
  if (name) made.className = name;
  if (text !== undefined && text !== null) made.textContent = text;
  for (const key in attributes || {}) made.setAttribute(key, attributes[key]);
  return made;
};
const tell = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));
const hear = (name, action) => document.addEventListener(name, (event) => action(event.detail));

// What one visitor chose, kept in the browser; what a tab is doing, kept in the tab.
const stored = (box, key) => { try { return box.getItem(`footnote-${key}`); } catch (_) { return null; } };
const store = (box, key, value) => { try { box.setItem(`footnote-${key}`, value); } catch (_) { /* off */ } };
const settings = {
  language: stored(localStorage, "language"),
  theme: stored(localStorage, "theme") || "system",
  strictness: stored(localStorage, "strictness") || "",
  generator: stored(localStorage, "generator") || "",
};
if (!GENERATORS.some((one) => one.key === settings.generator)) settings.generator = GENERATORS.length ? GENERATORS[0].key : "";
if (!LANGUAGES.includes(settings.language)) {
  const wanted = (navigator.language || "").slice(0, 2);
  settings.language = LANGUAGES.includes(wanted) ? wanted : LANGUAGES[0];
}

// Dates and numbers as in the reader's country, where the language is the browser's.
const locale = () => ((navigator.language || "").startsWith(settings.language) ? navigator.language : settings.language);

// Words: a sentence of the catalogue with its values; a labelled node follows the language.
const labelled = new Set();
const labels = new WeakMap();
function words(key, values) {
  const language = settings.language;
  let sentence = (WORDS[key] || {})[language] || "";
  const given = values || {};
  if (typeof sentence === "object") {
    const form = new Intl.PluralRules(language).select(Number(given.n) || 0);
    sentence = sentence[form] || sentence.other;
  }
  return sentence.replace(/\{(\w+)\}/g, (_, name) => {
    const value = given[name];
    if (typeof value === "number") return new Intl.NumberFormat(locale()).format(value);
    return language === "ar" ? `\u2068${value}\u2069` : value;
  });
}
function label(made, key, values, attribute) {
  const entry = { made: new WeakRef(made), key, values, attribute };
  const mine = labels.get(made) || labels.set(made, {}).get(made);
  labelled.delete(mine[attribute || ""]);
  mine[attribute || ""] = entry;
  labelled.add(entry);
  relabel(entry);
  return made;
}
function relabel(entry) {
  const made = entry.made.deref();
  if (!made) { labelled.delete(entry); return; }
  const text = words(entry.key, entry.values);
  if (entry.attribute) made.setAttribute(entry.attribute, text);
  else made.textContent = text;
}
const said = (name, key, values, tag) => label(node(tag || "p", name), key, values);
function message(name, view, tag) {
  if (view && view.say) return said(name, view.say, view, tag);
  return node(tag || "p", name, (view && view.text) || "", { dir: "auto", lang: "en" });
}
function day(made, iso) {
  const date = new Date(iso.length > 10 ? iso : `${iso}T12:00:00`);
  const style = { day: "numeric", month: "short", year: "numeric" };
  const write = () => {
    made.textContent = isNaN(date) ? iso : new Intl.DateTimeFormat(locale(), style).format(date);
  };
  hear("footnote-language", () => { if (made.isConnected) write(); });
  write();
  return made;
}
const button = (name, action, attributes) => {
  const made = node("button", name, null, { type: "button", ...attributes });
  made.addEventListener("click", () => action(made));
  return made;
};
const saying = (name, key, action, values) => label(button(name, action), key, values);

// The server: a function by its name; no answer is an answer too.
const server_ = server;
async function call(name, asked) {
  try {
    return await server_[`desk_${name}`](asked || {});
  } catch (_) {
    return { message: { say: "no_server" }, lost: true };
  }
}
function openPlace(place, from) { tell("footnote-open", { place, from }); }
function show(place) { tell("footnote-show", place); }
