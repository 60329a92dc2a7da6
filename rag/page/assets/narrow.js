// Which documents are asked, by date, author, folder and language. Offered is only what tells the
// library's documents apart; which of them the filters let through is for the server to say.
let narrowed = {};
try { narrowed = { ...JSON.parse(stored(sessionStorage, "narrowed") || "{}") }; } catch (_) { /* as if none */ }
let through = null; // the ids that are let through; null for all
const letsThrough = (item) => !through || through.has(item.document);
const isNarrowed = () => Object.keys(narrowed).length > 0;
const foldersOf = (item) => {
  const parts = item.source.split("/").slice(0, -1);
  return parts.map((_, at) => parts.slice(0, at + 1).join("/")).filter(Boolean);
};
const NARROWED_BY = { author: (item) => [item.author], folder: foldersOf, language: (item) => [item.language] };
function languageName(code) {
  try { return new Intl.DisplayNames([settings.language], { type: "language" }).of(code); } catch (_) { return code; }
}
// The values that some of the documents have and some have not, in the order of the alphabet.
function telling(documents, valuesOf) {
  const counts = new Map();
  for (const item of documents) {
    for (const value of valuesOf(item)) if (value) counts.set(value, (counts.get(value) || 0) + 1);
  }
  const some = [...counts.keys()].filter((value) => counts.get(value) < documents.length);
  const isRepeat = (value) => some.some((deeper) => deeper.startsWith(`${value}/`) && counts.get(deeper) === counts.get(value));
  return (valuesOf === foldersOf ? some.filter((value) => !isRepeat(value)) : some)
    .sort((a, b) => a.localeCompare(b, settings.language));
}
function buildNarrow(root, documents, changed) {
  const panel = label(node("div", "fn-narrow-panel", null, { id: "fn-narrow-panel", role: "group" }), "narrow", null, "aria-label");
  panel.hidden = true;
  const open = saying("fn-tool fn-narrow-open", "narrow", () => unfold(panel.hidden));
  open.setAttribute("aria-expanded", "false");
  open.setAttribute("aria-controls", panel.id);
  const count = node("span", "fn-narrow-count", null, { role: "status", "aria-live": "polite" });
  const clear = saying("fn-tool fn-narrow-clear", "narrow_clear", () => { forget(); open.focus(); });
  const line = node("p", "fn-narrow-line");
  line.append(open, count, clear);
  root.append(line, panel);
  panel.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { event.preventDefault(); unfold(false); open.focus(); }
  });
  hear("footnote-choose-none", () => { if (isNarrowed()) forget(); });
  hear("footnote-language", draw);

  function unfold(wanted) {
    panel.hidden = !wanted;
    open.setAttribute("aria-expanded", String(wanted));
    if (wanted) panel.querySelector("input, select").focus();
  }
  function forget() {
    narrowed = {};
    panel.querySelectorAll("input, select").forEach((one) => { one.value = ""; });
    ask();
  }
  let ticket = 0;
  async function ask() {
    const mine = ++ticket;
    store(sessionStorage, "narrowed", JSON.stringify(narrowed));
    const view = isNarrowed() ? await call("narrow", { filters: narrowed }) : {};
    if (mine !== ticket) return;
    through = view.left ? new Set(view.left) : null;
    const left = documents().filter(letsThrough).length;
    count.replaceChildren(...(view.message ? [message("fn-problem", view.message, "span")]
      : isNarrowed() ? [said("", "narrowed", { n: left, all: documents().length }, "span")] : []));
    clear.hidden = !isNarrowed();
    changed();
  }
  function field(name, made) {
    const whole = node("label", "fn-field");
    made.setAttribute("data-narrow", name);
    made.value = narrowed[name] || "";
    made.addEventListener("change", () => {
      if (made.value) narrowed[name] = made.value; else delete narrowed[name];
      ask();
    });
    whole.append(said("", `narrow_${name}`, null, "span"), made);
    return whole;
  }
  function date(name) {
    const days = documents().map((item) => item.published.slice(0, 10)).filter((day) => day.length === 10).sort();
    const range = days.length ? { min: days[0], max: days[days.length - 1] } : {};
    return field(name, node("input", "fn-select", null, { type: "date", ...range }));
  }
  function pick(name, values) {
    const made = node("select", "fn-select");
    const any = said("", "narrow_any", null, "option");
    any.value = "";
    const shown = (value) => (name === "language" ? languageName(value) : value);
    made.append(any, ...values.map((value) => node("option", "", shown(value), { value, dir: "auto" })));
    return field(name, made);
  }
  function draw() {
    const fields = [];
    if (telling(documents(), (item) => [item.published || "-"]).length) fields.push(date("since"), date("until"));
    else { delete narrowed.since; delete narrowed.until; }
    for (const name of Object.keys(NARROWED_BY)) {
      const values = telling(documents(), NARROWED_BY[name]);
      if (narrowed[name] && !values.includes(narrowed[name])) delete narrowed[name];
      if (values.length) fields.push(pick(name, values));
    }
    if (!panel.contains(document.activeElement)) panel.replaceChildren(...fields);
    line.hidden = !fields.length;
    if (line.hidden) unfold(false);
  }
  return () => { draw(); ask(); };
}
