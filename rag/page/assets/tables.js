// Tables: what happened when, who said what; each row with its footnote.
function drawTable(view) {
  const made = node("div", "fn-table-wrap", null, { tabindex: "0", role: "region" });
  label(made, `table_${view.kind}`, null, "aria-label");
  const table = node("table", "fn-table");
  const head = node("tr");
  for (const key of [`table_${view.kind}_head`, "table_what"]) {
    const cell = said("", key, null, "th");
    cell.scope = "col";
    head.append(cell);
  }
  const top = node("thead");
  top.append(head);
  const body = node("tbody");
  for (const row of view.rows) {
    const line = node("tr");
    const first = /^\d{4}-\d\d-\d\d$/.test(row.head) ? day(node("td"), row.head) : node("td", "", row.head, { dir: "auto" });
    const what = node("td", "", row.text, { dir: "auto" });
    what.append("\u202f", footnote(row.footnote));
    line.append(first, what);
    body.append(line);
  }
  table.append(top, body);
  made.append(table);
  if (view.n > view.rows.length) made.append(said("fn-note", "table_more", { n: view.n - view.rows.length }));
  return made;
}
function tableFiles(view, told) {
  return ["csv", "markdown"].map((form) => saying("fn-tool", `table_as_${form}`, async () => {
    const taken = await call("take_table", { conversation: view.conversation, turn: view.turn, form });
    if (taken.text !== undefined) save(taken.file, taken.text);
    told.replaceChildren(taken.message ? message("", taken.message, "span") : "");
  }));
}
function listed(documents) {
  const made = node("ul", "fn-listed");
  for (const item of documents) {
    const line = node("li", "fn-from");
    const open = button("fn-link", () => openPlace({ document: item.document, whole: true }, open), { dir: "auto" });
    open.textContent = item.title;
    line.append(open);
    if (item.published) line.append(day(node("span", "fn-numbers"), item.published));
    made.append(line);
  }
  return made;
}
