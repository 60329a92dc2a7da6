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
    const mine = ticket;
    await opening;
    if (mine !== ticket) return; // another conversation is opened instead
    const made = place({ kind: "pending", turn: "", ...pending });
    reveal(made);
    if (first) await first;
    if (!made.isConnected) return;
    const answering = call(name, {
      ...asked, conversation, strictness: settings.strictness, language: settings.language, generator: settings.generator,
    }).then((view) => (view.draft ? follow(made, view.draft, pending) : view));
    if (!conversation) first = answering;
    settle(made, answering, pending);
  }
  async function settle(made, answering, pending) {
    const view = await answering;
    if (first === answering) first = null;
    if (!made.isConnected) return; // another conversation was opened meanwhile
    const shown = view.kind ? view : { kind: "notice", message: view.message };
    if (shown.kind === "notice") Object.assign(shown, pending);
    const done = complete(made, shown);
    if (done !== made) reveal(done);
    if (shown.conversation && shown.conversation !== conversation) {
      conversation = shown.conversation;
      store(sessionStorage, "conversation", conversation);
      tell("footnote-conversation", { name: shown.question || message("", shown.heading).textContent });
    }
    if (shown.kind === "answer") suggestNext(done, shown);
  }
  // After a reload: goes on looking at what a model is writing.
  async function resume() {
    const { draft, pending } = JSON.parse(stored(sessionStorage, "draft") || "{}");
    if (!draft) return;
    const made = place({ kind: "pending", turn: "", ...pending });
    reveal(made);
    const answering = follow(made, draft, pending).then((view) => {
      if (log.querySelector(`[data-turn="${CSS.escape(view.turn || "-")}"]`)) made.remove();
      return view;
    });
    if (!conversation) first = answering;
    settle(made, answering, pending);
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
  // Questions to begin with, about the documents that are asked; drawn anew when those are others.
  let suggested = "";
  let waiting = 0;
  async function suggest() {
    const wanted = { documents: [...chosen], filters: { ...narrowed } };
    suggested = JSON.stringify(wanted);
    const found = await call("suggestions", wanted);
    if (suggested === JSON.stringify(wanted)) examples.replaceChildren(...(found.questions || []).map(example));
  }
  hear("footnote-shelf", (count) => {
    welcome.classList.toggle("fn-without", !count);
    if (!suggested && count) suggest();
  });
  hear("footnote-added", suggest);
  hear("footnote-chosen", () => {
    clearTimeout(waiting);
    if (!suggested || welcome.hidden) return;
    waiting = setTimeout(() => {
      if (suggested !== JSON.stringify({ documents: [...chosen], filters: narrowed })) suggest();
    }, 600);
  });

  let ticket = 0;
  let opening = Promise.resolve(); // what is asked meanwhile waits for it
  function reopen(id) {
    opening = open(id);
    return opening;
  }
  async function open(id) {
    const mine = ++ticket;
    const view = id ? await call("conversation", { conversation: id }) : { turns: [] };
    // Where the others can be listed, the one that could not be opened is gone.
    const failed = view.message && (!view.turns || (await call("conversations")).message);
    if (mine !== ticket) return;
    if (failed) { reveal(place({ kind: "notice", turn: "", message: view.message })); return; }
    first = null;
    conversation = view.conversation || "";
    store(sessionStorage, "conversation", conversation);
    log.replaceChildren();
    welcome.hidden = view.turns.length > 0;
    view.turns.forEach((one) => place({ ...one, conversation }));
    tell("footnote-conversation", { name: view.name || "" });
    if (log.lastElementChild) reveal(log.lastElementChild);
  }
  hear("footnote-reopen", reopen);
  (conversation ? reopen(conversation) : Promise.resolve()).then(resume);
}
