// The conversation: a turn is drawn when it comes and again, in its place, when it is complete.
const KEEP = "footnote-turns";
const welcome = node("div", "fn-welcome");
welcome.append(
  node("p", "fn-hello", "Ask, and check."),
  node("p", "fn-how", "Every sentence of an answer is taken from your documents and carries a footnote. "
    + "Choose a footnote to read its words where they stand."));
const loaded = node("p", "fn-loaded", null, { dir: "auto" });
welcome.append(loaded);
hear("footnote-shelf", (titles) => {
  const more = titles.length > 2 ? ` and ${titles.length - 2} more` : "";
  loaded.textContent = titles.length ? `Loaded: ${titles.slice(0, 2).join("; ")}${more}` : "No documents yet: add some under Documents.";
});
const log = node("div", "fn-log", null, { role: "log", "aria-live": "polite", "aria-label": "Conversation" });
const scroll = node("div", "fn-scroll");
scroll.append(welcome, log);
element.append(scroll);
let turns = [];
let current = null;

function footnote(mark) {
  const name = `Footnote ${mark.number}: ${mark.title}, ${mark.place}`;
  const made = button("fn-cite", `[${mark.number}]`, () => choose(made, mark), { "aria-label": name, title: name });
  return made;
}
function choose(made, mark) {
  if (current) current.removeAttribute("aria-current");
  current = made;
  made.setAttribute("aria-current", "true");
  openPlace({ document: mark.document, start: mark.start, end: mark.end }, made);
}
function sentence(view) {
  const made = node("span", "fn-sentence", null, { dir: "auto" });
  made.append(document.createTextNode(view.before));
  const held = node("span", "fn-cites");
  view.footnotes.forEach((mark) => held.append(footnote(mark)));
  if (view.footnotes.length) made.append("\u202f", held);
  made.append(document.createTextNode(`${view.after} `));
  return made;
}
function passage(view) {
  const made = node("li", "fn-near");
  const open = button("fn-near-open", null, () => choose(open, view));
  const head = node("span", "fn-near-title");
  head.append(node("bdi", "", view.title), document.createTextNode(`, ${view.place}`));
  open.append(head, node("span", "fn-near-text", view.text, { dir: "auto" }));
  made.append(open);
  return made;
}
function source(mark) {
  const made = node("p", "fn-from");
  const open = button("fn-link", mark.title, () => choose(open, mark), { dir: "auto" });
  made.append(node("span", "fn-numbers", mark.numbers.map((number) => `[${number}]`).join(" ")), open);
  return made;
}
function draw(view) {
  const made = node("article", `fn-turn fn-${view.kind}`, null, { "data-turn": view.turn });
  if (view.question) made.append(node("h2", "fn-asked", view.question, { dir: "auto" }));
  if (view.kind === "pending") made.append(node("p", "fn-wait", "Reading your documents"));
  if (view.lead) made.append(node("p", "fn-lead", view.lead, { dir: "auto" }));
  if (view.message) made.append(node("p", "fn-message", view.message, { dir: "auto" }));
  if (view.statements && view.statements.length) {
    const text = node("p", "fn-text");
    text.append(...view.statements.map(sentence));
    made.append(text);
  }
  if (view.nearest && view.nearest.length) {
    const near = node("ol", "fn-nearest");
    near.append(...view.nearest.map(passage));
    made.append(node("h3", "fn-label", "Nearest passages"), near);
  }
  const foot = node("footer", "fn-foot");
  if (view.sources && view.sources.length) foot.append(...view.sources.map(source));
  if (view.note) foot.append(node("p", "fn-note", view.note));
  if (foot.childNodes.length) made.append(foot);
  return made;
}
function place(view) {
  welcome.hidden = true;
  const made = draw(view);
  const old = turns.findIndex((turn) => turn.turn === view.turn);
  if (old >= 0) {
    turns[old] = view;
    log.children[old].replaceWith(made);
  } else {
    turns.push(view);
    log.append(made);
  }
  return made;
}
function keep() {
  const done = turns.filter((turn) => turn.kind !== "pending").slice(-50);
  try { sessionStorage.setItem(KEEP, JSON.stringify(done)); } catch (_) { /* storage is full or off */ }
}
try { (JSON.parse(sessionStorage.getItem(KEEP)) || []).forEach(place); } catch (_) { sessionStorage.removeItem(KEEP); }
scroll.scrollTop = scroll.scrollHeight;
onValue((view) => {
  const made = place(view);
  keep();
  tell("footnote-show", "talk");
  scroll.scrollTop += made.getBoundingClientRect().top - scroll.getBoundingClientRect().top - 16;
});
