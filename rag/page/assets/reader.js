// The source: a whole article, laid out by the roles of its paragraphs, the quoted words marked; or
// the page of a PDF as it is printed, the words outlined.
const SHOWN_AS = { title: "h2", subheading: "h3", table: "pre" };
const ASIDE = ["advertisement", "navigation", "repeat"];
function buildReader(root) {
  const bar = node("div", "fn-reader-bar");
  const page = label(node("article", "fn-page", null, { tabindex: "0" }), "source", null, "aria-label");
  const asks = label(node("div", "fn-asks", null, { role: "group" }), "ask_this", null, "aria-label");
  root.append(bar, page, asks);
  let opened = null;
  let place_ = null;
  let asked = 0;
  let drawn = 0;
  let origin = null;
  let printed = stored(sessionStorage, "printed") === "yes";
  blank({ say: "source_here" });

  function blank(text) {
    drawn += 1;
    opened = null;
    asks.replaceChildren();
    bar.hidden = !origin;
    bar.replaceChildren(back());
    const told = message("fn-blank", text);
    told.setAttribute("role", "status");
    page.replaceChildren(told);
  }
  function back() { return saying("fn-back", "back", goBack); }
  function goBack() {
    show("talk");
    if (origin && origin.isConnected) origin.focus();
  }
  function paragraph(view) {
    const made = node(SHOWN_AS[view.role] || "p", `fn-p fn-role-${view.role}`, null, { dir: "auto" });
    for (const part of view.parts) {
      made.append(part.mark ? node("mark", "fn-mark", part.text, { tabindex: "-1" }) : document.createTextNode(part.text));
    }
    return made;
  }
  function drawBar(view) {
    const name = node("span", "fn-path", view.source, { dir: "auto", title: view.source });
    bar.hidden = false;
    bar.replaceChildren(back(), name);
    if (view.printed) {
      const forms = label(node("span", "fn-forms", null, { role: "group" }), "show_as", null, "aria-label");
      for (const form of ["as_text", "as_printed"]) {
        const pick = saying("fn-tool", form, () => {
          printed = form === "as_printed";
          store(sessionStorage, "printed", printed ? "yes" : "no");
          draw(view);
        });
        pick.setAttribute("aria-pressed", String(printed === (form === "as_printed")));
        forms.append(pick);
      }
      bar.append(forms);
    }
    if (view.quote) {
      const link = saying("fn-tool fn-copy-link", "copy_link", async () => {
        const done = await putOnClipboard(linkTo(place_), "text");
        label(link, done ? "link_copied" : "not_copied");
      });
      bar.append(link);
    }
  }
  function draw(view) {
    drawn += 1;
    drawBar(view);
    if (view.printed && printed) { drawPage(view, view.page); return; }
    page.replaceChildren();
    if (view.language) page.lang = view.language; else page.removeAttribute("lang");
    if (view.headline) page.append(node("h2", "fn-p fn-role-title", view.headline, { dir: "auto" }));
    if (view.author || view.published) {
      const byline = node("p", "fn-p fn-role-byline fn-detail");
      if (view.author) byline.append(said("", "by", { author: view.author }, "span"));
      if (view.published) byline.append(day(node("span"), view.published));
      page.append(byline);
    }
    let number = null;
    let aside = null;
    for (const item of view.paragraphs) {
      if (item.page && item.page !== number) {
        number = item.page;
        page.append(said("fn-pageno", "page", { page: number }));
      }
      if (ASIDE.includes(item.role) && item.role !== aside) page.append(said("fn-aside", `role_${item.role}`));
      aside = item.role;
      page.append(paragraph(item));
    }
    const mark = page.querySelector("mark");
    if (mark) bring(mark); else { page.scrollTop = 0; page.focus({ preventScroll: true }); }
  }
  async function drawPage(view, number) {
    const ticket = ++drawn;
    const sheet = await call("page", { ...place_, page: number });
    if (ticket !== drawn) return;
    page.replaceChildren();
    if (sheet.message) { page.append(message("fn-blank", sheet.message)); return; }
    const turn = node("p", "fn-turner");
    const step = (key, by) => {
      const made = saying("fn-tool", key, () => drawPage(view, number + by));
      made.disabled = number + by < 1 || number + by > sheet.pages;
      return made;
    };
    turn.append(step("page_before", -1), said("", "page_of", { page: number, n: sheet.pages }, "span"), step("page_after", 1));
    const held = node("div", "fn-sheet");
    held.style.aspectRatio = `${sheet.width} / ${sheet.height}`;
    held.append(label(node("img", "", null, { src: sheet.image, width: sheet.width, height: sheet.height }), "page_picture", { page: number, title: view.title }, "alt"));
    for (const box of sheet.outlines) {
      const line = node("span", "fn-outline", null, { "aria-hidden": "true" });
      ["left", "top", "width", "height"].forEach((side, at) => { line.style[side] = `${100 * box[at]}%`; });
      held.append(line);
    }
    if (view.quote && number === view.page && !sheet.outlines.length) page.append(said("fn-aside", "not_outlined"));
    page.append(turn, held);
    const line = held.querySelector(".fn-outline");
    if (line) bring(line); else page.scrollTop = 0;
    page.focus({ preventScroll: true });
  }
  function bring(mark) {
    const seen = mark.getBoundingClientRect();
    const frame = page.getBoundingClientRect();
    page.scrollTop += seen.top - frame.top - Math.max((frame.height - seen.height) / 3, 24);
    mark.focus({ preventScroll: true });
  }
  async function open({ place, from }) {
    const ticket = ++asked;
    origin = from || origin;
    place_ = place;
    const view = await call("source", place);
    if (ticket !== asked) return;
    show("source");
    if (view.message) { blank(view.message); page.focus({ preventScroll: true }); return; }
    const same = opened === view.document;
    opened = view.document;
    draw(view);
    if (!same) asks.replaceChildren();
    if (place.whole) suggest(view.document);
  }
  async function suggest(id) {
    const found = await call("suggestions", { documents: [id] });
    if (opened !== id || !found.questions || !found.questions.length) return;
    asks.replaceChildren(said("fn-label", "ask_this"), ...found.questions.map((text) => {
      const made = button("fn-example", () => tell("footnote-ask", text), { dir: "auto" });
      made.textContent = text;
      return made;
    }));
  }
  hear("footnote-open", open);
  hear("footnote-removed", (id) => { if (opened === id) blank({ say: "was_removed" }); });
  root.addEventListener("keydown", (event) => { if (event.key === "Escape") goBack(); });

  // A link to a citation opens it.
  function follow() {
    const found = /^#cite=([0-9a-f]{12})\.(\d{1,12})\.(\d{1,12})$/.exec(location.hash);
    if (found) openPlace({ document: found[1], start: Number(found[2]), end: Number(found[3]) });
  }
  window.addEventListener("hashchange", follow);
  follow();
}
