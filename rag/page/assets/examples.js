// Questions that the documents answer, to begin with.
const row = node("div", "fn-examples", null, { role: "group", "aria-label": "Example questions" });
element.append(row);
onValue((view) => {
  row.replaceChildren(...(view.questions || []).map((text) =>
    button("fn-example", text, () => trigger("pick", { question: text }), { dir: "auto" })));
});
