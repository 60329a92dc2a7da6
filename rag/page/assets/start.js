// Gradio draws its components first; then each place is filled.
function start() {
  const roots = ["fn-library", "fn-talk", "fn-source", "fn-upload", "fn-composer"].map((id) => document.getElementById(id));
  const drawn = ["#fn-question textarea", "#fn-ask", "#fn-summarise"].every((one) => document.querySelector(one));
  if (!roots.every(Boolean) || !drawn) { requestAnimationFrame(start); return; }
  if (element.querySelector(".fn-head")) return;
  const [library, talk, source, upload] = roots;
  for (const [place, key, role] of [[library, "place_library", "region"], [talk, "place_talk", "main"], [source, "place_source", "complementary"]]) {
    place.setAttribute("role", role);
    label(place, key, null, "aria-label");
  }
  buildMasthead(element);
  const shelf = node("div", "fn-shelf-place");
  library.prepend(shelf);
  buildShelf(shelf, upload);
  library.append(shelf.querySelector(".fn-paste"));
  buildReader(source);
  buildConversation(talk);
  buildHistory(talk);
  document.body.append(preview);
  const drop = () => upload.style.setProperty("--fn-drop", JSON.stringify(words("drop_files")));
  hear("footnote-language", drop);
  drop();
  show("talk");
  document.documentElement.dataset.footnote = "ready";
}
start();
