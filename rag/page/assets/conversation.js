// The conversation: what is asked is drawn at once and completed in its place.
let conversation = stored(sessionStorage, "conversation") || "";
function buildConversation(root) {
  const composer = document.getElementById("fn-composer");
  const scroll = node("div", "fn-scroll", null, { tabindex: "-1" });
  const welcome = node("div", "fn-welcome");
  const examples = node("div", "fn-examples", null, { role: "group" });
  welcome.append(said("fn-hello", "hello"), said("fn-how", "how"), said("fn-how fn-empty", "start_here"), label(examples, "examples", null, "aria-label"));
  const log = label(node("div", "fn-log", null, { role: "log", "aria-live": "polite" }), "conversation", null, "aria-label");
  scroll.append(welcome, log);
  const scope = node("div", "fn-scope", null, { role: "status", "aria-live": "polite" });
  root.prepend(scroll, scope);
  let first = null;

  labelComposer(composer);
  function labelComposer() {
    const question = composer.querySelector("textarea");
    label(question, "question_here", null, "placeholder");
    label(question, "question", null, "aria-label");
    question.setAttribute("dir", "auto");
    label(document.getElementById("fn-ask"), "ask");
    label(document.getElementById("fn-summarise"), "summarise");
    const more = label(node("select", "fn-select fn-views"), "other_views", null, "aria-label");
    for (const key of ["", "timeline", "quotes"]) {
      const option = said("", key ? `table_${key}` : "other_views", null, "option");
      option.value = key;
      more.append(option);
    }
    more.addEventListener("change", () => {
      const table = more.value;
      more.value = "";
      turn("tabulate", { table, documents: [...chosen], filters: narrowed }, { heading: { say: `table_${table}` } });
    });
    composer.append(more);
  }

  function place(view) {
    welcome.hidden = true;
    const made = drawTurn(view);
    log.append(made);
    return made;
  }
  function reveal(made) {
    scroll.scrollTop += made.getBoundingClientRect().top - scroll.getBoundingClientRect().top - 16;
  }
  async function turn(name, asked, pending) {
    show("talk");
    let made = place({ kind: "pending", turn: "", ...pending });
    reveal(made);
    if (first) await first;
    const here = conversation;
    const draft = name !== "tabulate" && settings.generator && settings.generator !== "extractive" ? newName() : "";
    const answering = call(name, {
      ...asked, conversation, strictness: settings.strictness, language: settings.language,
      generator: settings.generator, draft });
    if (!conversation) first = answering;
    if (draft) growing(made, draft, answering);
    const view = await answering;
    first = null;
    const shown = view.kind ? view : { kind: "notice", message: view.message };
    if (shown.kind === "notice") Object.assign(shown, pending);
    if (here && here !== conversation) return;
    const done = drawTurn(shown);
    const grew = Boolean(made.querySelector(".fn-text"));
    if (grew) done.setAttribute("aria-live", "off"); // its sentences were announced as they came
    made.replaceWith(done);
    made = done;
    if (!grew) reveal(made);
    if (shown.conversation && shown.conversation !== conversation) {
      conversation = shown.conversation;
      store(sessionStorage, "conversation", conversation);
      tell("footnote-conversation", { name: shown.question || message("", shown.heading).textContent });
    }
    if (shown.kind === "answer") suggestNext(made, shown);
  }
  // What a model is writing: its sentences as they pass, and a way to stop it.
  async function growing(made, draft, answering) {
    const stop = saying("fn-tool fn-stop", "stop", () => {
      stop.disabled = true;
      call("stop", { draft });
    });
    const onEscape = (event) => { if (event.key === "Escape" && made.isConnected) stop.click(); };
    document.addEventListener("keydown", onEscape);
    made.append(stop);
    let over = false;
    let version = 0;
    answering.finally(() => { over = true; document.removeEventListener("keydown", onEscape); });
    while (!over) {
      await new Promise((resolve) => setTimeout(resolve, 250));
      if (over) return;
      const far = await call("growing", { draft, version });
      version = far.version || version;
      if (far.view && !over) grow(made, far.view, stop);
    }
  }
  async function suggestNext(made, view) {
    const documents = [...new Set(view.sources.map((mark) => mark.document))];
    const found = await call("suggestions", { documents, conversation });
    if (!found.questions || !found.questions.length || made !== log.lastElementChild) return;
    const next = node("div", "fn-next", null, { role: "group" });
    label(next, "ask_next", null, "aria-label");
    next.append(...found.questions.map(example));
    made.append(next);
  }
  function example(text) {
    const made = button("fn-example", () => ask(text), { dir: "auto" });
    made.textContent = text;
    return made;
  }
  function ask(text) {
    const question = (text || "").trim().slice(0, MOST_CHARACTERS);
    if (!question) { composer.querySelector("textarea").focus(); return; }
    turn("ask", { question, documents: [...chosen], filters: narrowed }, { question });
  }
  function summarise(documents, about, filters) {
    turn("summarise", { documents, question: about, filters }, { heading: { say: "summary" } });
  }
  hear("footnote-ask", ask);
  hear("footnote-summarise", (about) => summarise([...chosen], (about || "").trim(), narrowed));
  hear("footnote-summarise-these", (documents) => summarise(documents, "", {}));

  // Which documents are asked, when not all are.
  hear("footnote-chosen", () => {
    scope.replaceChildren();
    if (!chosen.size && !isNarrowed()) return;
    scope.append(said("", "asking_chosen", { n: asked(), all: titles.size }, "span"),
      saying("fn-tool", "ask_all", () => tell("footnote-choose-none")));
  });
  let suggested = false;
  async function suggest() {
    const found = await call("suggestions", {});
    examples.replaceChildren(...(found.questions || []).map(example));
  }
  hear("footnote-shelf", (count) => {
    welcome.classList.toggle("fn-without", !count);
    if (!suggested && count) { suggested = true; suggest(); }
  });
  hear("footnote-added", suggest);

  async function reopen(id) {
    const view = id ? await call("conversation", { conversation: id }) : { turns: [] };
    if (view.lost) return;
    conversation = view.conversation || "";
    store(sessionStorage, "conversation", conversation);
    log.replaceChildren();
    welcome.hidden = view.turns.length > 0;
    view.turns.forEach((one) => place({ ...one, conversation }));
    tell("footnote-conversation", { name: view.name || "" });
    if (log.lastElementChild) reveal(log.lastElementChild);
  }
  hear("footnote-reopen", reopen);
  if (conversation) reopen(conversation);
}
