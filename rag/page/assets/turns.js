// A turn of the conversation: the question, the short answer, its sentences with footnotes, what is
// to be known about them, and what one may do with them.
function sentence(view) {
  const made = node("span", "fn-sentence");
  for (const part of view.parts) {
    if (part.original === undefined) made.append(document.createTextNode(part.text));
    else made.append(label(node("span", "fn-edit", part.text), part.original ? "edited" : "put_in", { original: part.original }, "title"));
  }
  const held = node("span", "fn-cites");
  view.footnotes.forEach((mark) => held.append(footnote(mark)));
  if (view.footnotes.length) made.append("\u202f", held);
  made.append(document.createTextNode(`${view.after} `));
  return made;
}
function differ(view) {
  const made = node("section", "fn-differ");
  made.append(said("fn-label", `differ_${view.kind}`, null, "h3"));
  const sides = node("div", "fn-sides");
  for (const side of view.sides) {
    const half = node("div", "fn-side");
    const told = node("p", "fn-side-text", null, { dir: "auto" });
    told.append(sentence(side.statement));
    half.append(node("p", "fn-value", side.value, { dir: "auto" }), told, node("p", "fn-side-title", side.title, { dir: "auto" }));
    sides.append(half);
  }
  made.append(sides);
  return made;
}
function nearby(view) {
  const made = node("li", "fn-near");
  const open = button("fn-near-open", () => choose(open, view));
  const head = node("span", "fn-near-title");
  head.append(placeOf(view));
  open.append(head, node("span", "fn-near-text", view.text, { dir: "auto" }));
  made.append(open);
  return made;
}
function source(mark) {
  const made = node("li", "fn-from");
  const open = button("fn-link", () => choose(open, mark), { dir: "auto" });
  open.textContent = mark.title;
  made.append(node("span", "fn-numbers", mark.numbers.map((number) => `[${number}]`).join(" ")), open);
  if (mark.copy_of) made.append(said("fn-copied", "copy_of", { number: mark.copy_of }, "span"));
  return made;
}
// One cell a paragraph: what was read, and what of it is told; a cell opens its paragraph.
function coverage(view) {
  const made = node("div", "fn-coverage");
  const facts = node("p", "fn-note");
  facts.append(said("", "coverage", { n: view.paragraphs, quoted: view.quoted_paragraphs }, "span"));
  if (view.documents > 1) facts.append(said("", "coverage_documents", { n: view.documents, quoted: view.quoted_documents }, "span"));
  made.append(facts);
  for (const strip of view.strips || []) {
    const line = label(node("div", "fn-strip", null, { role: "group" }), "strip", { title: strip.title }, "aria-label");
    if (view.documents > 1) line.append(node("p", "fn-strip-title", strip.title, { dir: "auto" }));
    const cells = node("div", "fn-cells");
    for (const cell of strip.cells) {
      const kind = cell.footnotes.length ? "told" : cell.read ? "read" : "unread";
      const open = button(`fn-cell fn-cell-${kind}`, () => openPlace(cell, open));
      label(open, `cell_${kind}`, { paragraph: cell.paragraph, numbers: cell.footnotes.join(", ") }, "aria-label");
      label(open, `cell_${kind}`, { paragraph: cell.paragraph, numbers: cell.footnotes.join(", ") }, "title");
      cells.append(open);
    }
    line.append(cells);
    made.append(line);
  }
  return made;
}
function facts(view) {
  const made = node("p", "fn-note");
  if (view.sure) made.append(said(`fn-sure fn-${view.sure}`, view.sure, null, "span"));
  if (view.chosen) made.append(said("", view.all ? "in_documents" : "of_chosen", { n: view.chosen, all: view.all }, "span"));
  if (view.seconds) made.append(said("", "took", { seconds: view.seconds }, "span"));
  if (view.unkept) made.append(said("", "unkept", null, "span"));
  return made;
}
function drawTurn(view) {
  const made = node("article", `fn-turn fn-${view.kind}`, null, { "data-turn": view.turn });
  if (view.question) made.append(node("h2", "fn-asked", view.question, { dir: "auto" }));
  if (view.heading) made.append(message(view.question ? "fn-searched" : "fn-asked", view.heading, view.question ? "p" : "h2"));
  if (view.searched) made.append(said("fn-searched", "searched", { question: view.searched }));
  if (view.kind === "pending") made.append(said("fn-wait", "reading"));
  if (view.lead) made.append(node("p", "fn-lead", view.lead, { dir: "auto" }));
  if (view.message) made.append(message("fn-message", view.message));
  for (const difference of view.differences || []) made.append(differ(difference));
  if (view.statements && view.statements.length) {
    const text = node("p", "fn-text", null, { dir: "auto" });
    text.append(...view.statements.map(sentence));
    made.append(text);
  }
  if (view.phrasing) made.append(worded(view.phrasing));
  if (view.table && view.table.rows.length) made.append(drawTable(view.table));
  if (view.listed && view.listed.length) made.append(listed(view.listed));
  if (view.nearest && view.nearest.length) {
    const near = node("ol", "fn-nearest");
    near.append(...view.nearest.map(nearby));
    made.append(said("fn-label", "nearest", null, "h3"), near);
  }
  const foot = node("footer", "fn-foot");
  if (view.sources && view.sources.length) {
    const from = label(node("ul", "fn-sources"), "sources", null, "aria-label");
    from.append(...view.sources.map(source));
    foot.append(from);
  }
  if (view.coverage) foot.append(coverage(view.coverage));
  const known = facts(view);
  if (known.childNodes.length) foot.append(known);
  if (view.conversation) foot.append(deeds(view));
  if (foot.childNodes.length) made.append(foot);
  return made;
}
// Which model worded a turn, and what of it was withheld, on request.
function worded(view) {
  const made = node("div", "fn-worded");
  made.append(message("fn-note", view.said));
  if (view.notice) made.append(message("fn-note", { text: view.notice }));
  if (!view.withheld.length) return made;
  const held = node("details", "fn-withheld");
  held.append(said("", "withheld", { n: view.withheld.length }, "summary"));
  const list = node("ul");
  for (const item of view.withheld) {
    const one = node("li");
    one.append(node("q", "", item.text, { dir: "auto" }), message("fn-why", item.why, "span"));
    if (item.replaced) one.append(said("fn-why", "withheld_replaced", null, "span"));
    list.append(one);
  }
  held.append(list);
  made.append(held);
  return made;
}
// Copy with footnotes; a thumb with an optional word.
function deeds(view) {
  const made = node("div", "fn-deeds");
  const told = node("span", "fn-told", null, { role: "status", "aria-live": "polite" });
  const copy = label(node("select", "fn-select fn-copy"), "copy_answer", null, "aria-label");
  for (const key of ["", "text", "markdown", "html"]) {
    const option = said("", key ? `copy_${key}` : "copy", null, "option");
    option.value = key;
    copy.append(option);
  }
  copy.addEventListener("change", async () => {
    const form = copy.value;
    copy.value = "";
    const taken = await call("take", { conversation: view.conversation, turn: view.turn, form, language: settings.language });
    const done = taken.text !== undefined && await putOnClipboard(taken.text, form);
    told.replaceChildren(done ? said("", "copied", null, "span") : message("", taken.message || { say: "not_copied" }, "span"));
  });
  made.append(copy);
  if (view.table && view.table.rows.length) made.append(...tableFiles(view, told));
  if (view.kind === "answer" || view.kind === "not_found" || view.kind === "summary") made.append(...thumbs(view, told));
  made.append(told);
  return made;
}
function thumbs(view, told) {
  const word = node("form", "fn-word");
  const remark = label(node("input", "fn-search", null, { maxlength: "500", dir: "auto" }), "remark", null, "placeholder");
  label(remark, "remark", null, "aria-label");
  word.hidden = true;
  word.append(remark, label(node("button", "fn-tool fn-strong", null, { type: "submit" }), "send_remark"));
  const give = async (thumb, text) => {
    const kept = await call("judge", { turn: view.turn, thumb, remark: text });
    if (kept.message) { told.replaceChildren(message("", kept.message, "span")); return; }
    view.thumb = thumb;
    view.remark = text;
    mark();
    told.replaceChildren(thumb ? said("", "thanks", null, "span") : "");
  };
  const made = [1, -1].map((thumb) => saying("fn-tool fn-thumb", thumb > 0 ? "good" : "bad", async () => {
    const back = view.thumb === thumb;
    await give(back ? 0 : thumb, back ? "" : remark.value);
    word.hidden = back;
    if (!back) remark.focus();
  }));
  const mark = () => made.forEach((one, at) => one.setAttribute("aria-pressed", String(view.thumb === (at ? -1 : 1))));
  remark.value = view.remark || "";
  word.addEventListener("submit", async (event) => {
    event.preventDefault();
    await give(view.thumb, remark.value);
    word.hidden = true;
  });
  mark();
  return [...made, word];
}
async function putOnClipboard(text, form) {
  try {
    const parts = { "text/plain": new Blob([text], { type: "text/plain" }) };
    if (form === "html") parts["text/html"] = new Blob([text], { type: "text/html" });
    await navigator.clipboard.write([new ClipboardItem(parts)]);
    return true;
  } catch (_) {
    const box = node("textarea", "fn-hidden", text);
    document.body.append(box);
    box.select();
    const done = document.execCommand("copy");
    box.remove();
    return done;
  }
}
// Spreadsheets take a CSV for UTF-8 by the byte-order mark before its text.
function save(name, text) {
  const parts = name.endsWith(".csv") ? ["\ufeff", text] : [text];
  const link = node("a", "", null, { download: name, href: URL.createObjectURL(new Blob(parts, { type: "text/plain;charset=utf-8" })) });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
