// Footnotes are buttons: hover or focus previews the quotation, a click opens it where it stands.
let currentNote = null;
const preview = node("div", "fn-preview", null, { role: "tooltip", id: "fn-preview" });
preview.hidden = true;
preview.append(node("p", "fn-preview-quote", null, { dir: "auto" }), node("p", "fn-preview-place"));

function spot(view) {
  return view.page ? ["on_page", { page: view.page, paragraph: view.paragraph }] : ["in_paragraph", { paragraph: view.paragraph }];
}
function placeOf(view) {
  const made = node("span", "fn-place");
  made.append(node("bdi", "", view.title), document.createTextNode(", "), said("", ...spot(view), "span"));
  return made;
}
function footnote(view) {
  const made = button("fn-cite", () => choose(made, view), {
    "data-document": view.document, "data-start": view.start, "data-end": view.end });
  made.textContent = `[${view.number}]`;
  label(made, view.page ? "footnote_on_page" : "footnote", { number: view.number, title: view.title, page: view.page, paragraph: view.paragraph }, "aria-label");
  const open = () => showPreview(made, view);
  made.addEventListener("pointerenter", open);
  made.addEventListener("focus", open);
  made.addEventListener("pointerleave", hidePreview);
  made.addEventListener("blur", hidePreview);
  return made;
}
function choose(made, view) {
  hidePreview();
  if (currentNote) currentNote.removeAttribute("aria-current");
  currentNote = made;
  made.setAttribute("aria-current", "true");
  openPlace({ document: view.document, start: view.start, end: view.end }, made);
}
function showPreview(made, view) {
  const [quote, place] = preview.children;
  quote.textContent = `“${view.quote}”`;
  place.replaceChildren(placeOf(view));
  preview.hidden = false;
  const from = made.getBoundingClientRect();
  const size = preview.getBoundingClientRect();
  const left = Math.min(Math.max(8, from.left + from.width / 2 - size.width / 2), innerWidth - size.width - 8);
  const above = from.top - size.height - 8;
  preview.style.left = `${left}px`;
  preview.style.top = `${above > 8 ? above : from.bottom + 8}px`;
  made.setAttribute("aria-describedby", "fn-preview");
}
function hidePreview() { preview.hidden = true; }
document.addEventListener("keydown", (event) => { if (event.key === "Escape") hidePreview(); });
document.addEventListener("scroll", hidePreview, true);
function linkTo(place) {
  return `${location.origin}${location.pathname}#cite=${place.document}.${place.start}.${place.end}`;
}
