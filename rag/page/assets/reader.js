// The source: a whole article, laid out by the roles of its paragraphs, the quoted words marked.
const TAGS = { title: "h2", subheading: "h3", table: "pre" };
const NAMES = { advertisement: "Advertisement", navigation: "Navigation", repeat: "Repeated in the file" };
const bar = node("div", "fn-reader-bar");
const page = node("article", "fn-page", null, { tabindex: "0", "aria-label": "Source" });
element.append(bar, page);
let opened = null;
let asked = 0;
let origin = null;
blank("The source of a footnote is shown here, with its words marked.");

function blank(text) {
  opened = null;
  bar.hidden = !origin;
  bar.replaceChildren(back());
  page.replaceChildren(node("p", "fn-blank", text, { role: "status" }));
}
function back() {
  return button("fn-back", "Back to the answer", goBack);
}
function goBack() {
  tell("footnote-show", "talk");
  if (origin && origin.isConnected) origin.focus();
}
function paragraph(view) {
  const made = node(TAGS[view.role] || "p", `fn-p fn-role-${view.role}`, null, { dir: "auto" });
  for (const part of view.parts) {
    made.append(part.mark ? node("mark", "fn-mark", part.text, { tabindex: "-1" }) : document.createTextNode(part.text));
  }
  return made;
}
function draw(view) {
  opened = view.document;
  const name = node("span", "fn-path", view.source, { dir: "auto", title: view.source });
  bar.hidden = false;
  bar.replaceChildren(back(), name);
  page.replaceChildren();
  if (view.language) page.lang = view.language; else page.removeAttribute("lang");
  if (view.headline) page.append(node("h2", "fn-p fn-role-title", view.headline, { dir: "auto" }));
  if (view.byline) page.append(node("p", "fn-p fn-role-byline", view.byline, { dir: "auto" }));
  let number = null;
  let aside = null;
  for (const item of view.paragraphs) {
    if (item.page && item.page !== number) {
      number = item.page;
      page.append(node("p", "fn-pageno", `Page ${number}`));
    }
    if (NAMES[item.role] && item.role !== aside) page.append(node("p", "fn-aside", NAMES[item.role]));
    aside = item.role;
    page.append(paragraph(item));
  }
}
async function open({ place, from }) {
  const ticket = ++asked;
  origin = from || origin;
  let view;
  try { view = await server.source(place); } catch (_) {
    view = { message: "The server did not answer. Check that it is running, then choose the footnote again." };
  }
  if (ticket !== asked) return;
  tell("footnote-show", "source");
  if (view.message) { blank(view.message); page.focus({ preventScroll: true }); return; }
  draw(view);
  const mark = page.querySelector("mark");
  if (!mark) { page.scrollTop = 0; page.focus({ preventScroll: true }); return; }
  const seen = mark.getBoundingClientRect();
  const frame = page.getBoundingClientRect();
  page.scrollTop += seen.top - frame.top - Math.max((frame.height - seen.height) / 3, 24);
  mark.focus({ preventScroll: true });
}
hear("footnote-open", open);
hear("footnote-removed", (id) => { if (opened === id) blank("That document was removed from the library."); });
element.addEventListener("keydown", (event) => { if (event.key === "Escape") goBack(); });
