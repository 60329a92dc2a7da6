// The name, and on a narrow screen the three places as tabs.
const places = [["library", "Documents"], ["talk", "Ask"], ["source", "Source"]];
const header = node("header", "fn-head");
header.append(node("h1", "fn-name", "Footnote"));
header.append(node("p", "fn-line", "Answers from your documents, each with its source"));
const tabs = node("nav", "fn-tabs", null, { "aria-label": "Places" });
const buttons = places.map(([name, label]) =>
  button("fn-tab", label, () => show(name), { "data-place": name }));
tabs.append(...buttons);
element.append(header, tabs);
function show(name) {
  const desk = document.getElementById("fn-desk");
  if (desk) desk.dataset.place = name;
  for (const tab of buttons) {
    if (tab.dataset.place === name) tab.setAttribute("aria-current", "page");
    else tab.removeAttribute("aria-current");
  }
}
hear("footnote-show", show);
hear("footnote-shelf", (titles) => { buttons[0].textContent = `Documents (${titles.length})`; });
show("talk");
