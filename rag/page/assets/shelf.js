// The documents: open, summarise, remove; what became of each added file.
const head = node("h2", "fn-label", "Documents");
const list = node("ul", "fn-shelf");
const status = node("div", "fn-status", null, { role: "status", "aria-live": "polite" });
const label = node("h2", "fn-label", "Add documents");
const kinds = node("p", "fn-kinds");
element.append(head, list, status, label, kinds);

function row(item) {
  const line = node("li", "fn-document");
  const title = button("fn-title", item.title || item.source, () => openPlace({ document: item.document }, title),
    { dir: "auto", title: item.source });
  line.append(title, node("p", "fn-detail", item.detail, { dir: "auto" }));
  const tools = node("p", "fn-tools");
  line.append(tools);
  offer();
  return line;
  function offer(focus) {
    const sum = button("fn-tool", "Summarise", () => {
      tell("footnote-show", "talk");
      trigger("summarise", { document: item.document });
    }, { "aria-label": `Summarise ${item.title}` });
    const drop = button("fn-tool", "Remove", confirm, { "aria-label": `Remove ${item.title}` });
    tools.replaceChildren(sum, drop);
    if (focus) drop.focus();
  }
  function confirm() {
    const yes = button("fn-tool fn-danger", "Remove it", () => {
      yes.disabled = true;
      trigger("remove", { document: item.document });
    });
    const keep = button("fn-tool", "Keep", () => offer(true));
    tools.replaceChildren(yes, keep);
    keep.focus();
  }
}

let shown = "";
onValue((view) => {
  const items = view.documents || [];
  const now = JSON.stringify(items);
  if (now !== shown || view.message) {
    shown = now;
    list.replaceChildren(...items.map(row));
    head.textContent = items.length === 1 ? "1 document" : `${items.length} documents`;
    if (!items.length) list.append(node("li", "fn-none", "No documents yet. Add some below."));
    tell("footnote-shelf", items.map((item) => item.title || item.source));
  }
  kinds.textContent = view.kinds ? `Several at once: ${view.kinds}` : kinds.textContent;
  if (view.removed) tell("footnote-removed", view.removed);
  status.replaceChildren();
  if (view.message) status.append(node("p", "fn-problem", view.message));
  if (view.progress) {
    const { done, files, name } = view.progress;
    status.append(node("p", "fn-working", `Adding ${done + 1} of ${files}: ${name}`, { dir: "auto" }));
    status.append(node("progress", "fn-progress", null, { max: files, value: done + 0.3, "aria-label": "Files added" }));
  }
  for (const report of view.reports || []) {
    const line = node("p", report.done ? "fn-report" : "fn-report fn-problem");
    line.append(node("bdi", "fn-file", report.name), document.createTextNode(report.name ? `: ${report.said}` : report.said));
    status.append(line);
  }
  if (view.reports && view.reports.length && !view.progress) {
    status.append(button("fn-tool", "Dismiss", () => status.replaceChildren(), { "aria-label": "Dismiss these messages" }));
  }
});
