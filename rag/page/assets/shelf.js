// The library: documents to open, choose, sum up, replace and remove; files and texts to add.
const chosen = new Set();
let titles = new Map();
let asked = () => 0; // how many documents a question would be asked of
// A search finds words whatever their accents: "istanbul" also "İstanbul". Marks that only one script
// has, like the vowels of Devanagari, are letters of their words.
const folded = (text) => text.normalize("NFKD").replace(/\p{Script=Inherited}/gu, "").toLowerCase().replace(/ı/g, "i");
function buildShelf(root, uploadBox) {
  const MOST_ROWS = 200;
  let documents = [];
  let limit = MOST_ROWS;
  let replacing = "";
  const queue = [];
  let running = false;

  const head = node("h2", "fn-label");
  const search = label(node("input", "fn-search", null, { type: "search" }), "search_documents", null, "placeholder");
  label(search, "search_documents", null, "aria-label");
  const filter = label(node("select", "fn-select fn-filter"), "show_which", null, "aria-label");
  const tools = node("div", "fn-shelf-tools");
  tools.append(search, filter);
  const narrowing = node("div", "fn-narrow");
  const list = node("ul", "fn-shelf", null, { tabindex: "-1" });
  const undo = node("div", "fn-undo", null, { role: "status", "aria-live": "polite" });
  const status = node("div", "fn-status", null, { role: "status", "aria-live": "polite" });
  const add = said("fn-label fn-add-label", "add_documents", null, "h2");
  root.prepend(head, tools, narrowing, list, undo, status, add);
  root.append(pasting());

  search.addEventListener("input", () => { limit = MOST_ROWS; draw(); });
  filter.addEventListener("change", () => { limit = MOST_ROWS; draw(); });

  const narrow = buildNarrow(narrowing, () => documents, () => { limit = MOST_ROWS; draw(); tell("footnote-chosen"); });

  function pasting() {
    const area = node("div", "fn-paste");
    const form = node("form", "fn-paste-form");
    form.hidden = true;
    const title = label(node("input", "fn-search", null, { maxlength: "190", dir: "auto" }), "paste_title", null, "placeholder");
    label(title, "paste_title", null, "aria-label");
    const text = label(node("textarea", "fn-paste-text", null, { rows: "6", dir: "auto" }), "paste_text", null, "placeholder");
    label(text, "paste_text", null, "aria-label");
    const send = label(node("button", "fn-tool fn-strong", null, { type: "submit" }), "paste_add");
    const open = saying("fn-tool", "paste_open", () => {
      form.hidden = !form.hidden;
      open.setAttribute("aria-expanded", String(!form.hidden));
      if (!form.hidden) text.focus();
    });
    open.setAttribute("aria-expanded", "false");
    form.append(title, text, send);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      enqueue([{ name: title.value.trim() || words("paste_open"), work: () => call("paste", { title: title.value, text: text.value }),
        done: (view) => { if (view.report && view.report.done) { text.value = ""; title.value = ""; form.hidden = true; open.setAttribute("aria-expanded", "false"); } } }]);
    });
    area.append(open, form);
    return area;
  }

  // Whoever turns to the upload box adds a file: what was to be replaced may have been refused there.
  for (const turned of ["pointerdown", "drop", "keydown"]) {
    uploadBox.addEventListener(turned, () => { replacing = ""; }, true);
  }
  // Files are read one after the other; each has a line, and all together a bar.
  hear("footnote-files", (files) => {
    const replaces = replacing;
    replacing = "";
    enqueue((files || []).map((file) => {
      const name = file.orig_name || file.path;
      return { name, work: () => call("add", { path: file.path, name, replaces }) };
    }));
  });
  function enqueue(jobs) {
    if (!running) { queue.length = 0; status.replaceChildren(); }
    queue.push(...jobs.map((job) => ({ ...job, line: null })));
    if (!running) run();
  }
  async function run() {
    running = true;
    for (let at = 0; at < queue.length; at += 1) {
      progress(at);
      const view = await queue[at].work();
      queue[at].line = view.report || { name: queue[at].name, done: false, said: view.message };
      if (queue[at].done) queue[at].done(view);
      if (view.documents) take(view);
    }
    running = false;
    progress(queue.length);
    tell("footnote-added");
  }
  function progress(at) {
    status.replaceChildren();
    if (at < queue.length) {
      const bar = node("progress", "fn-progress", null, { max: queue.length, value: at + 0.3 });
      status.append(said("fn-working", "adding", { n: at + 1, files: queue.length, name: queue[at].name }),
        label(bar, "files_added", null, "aria-label"));
    }
    for (const job of queue) {
      if (job.line) status.append(report(job.line));
      else if (job !== queue[at]) status.append(waiting(job));
    }
    if (at >= queue.length && queue.length) {
      status.append(saying("fn-tool", "dismiss", () => { status.replaceChildren(); list.focus(); }));
    }
  }
  function report(view) {
    const line = node("p", view.done ? "fn-report" : "fn-report fn-problem");
    if (view.name) line.append(node("bdi", "fn-file", view.name), document.createTextNode(": "));
    line.append(message("", view.said, "span"));
    return line;
  }
  function waiting(job) {
    const line = node("p", "fn-waiting");
    line.append(node("bdi", "fn-file", job.name), document.createTextNode(": "), said("", "file_waiting", null, "span"));
    return line;
  }

  function row(item) {
    const line = node("li", "fn-document", null, { "data-document": item.document });
    const pick = node("input", "fn-pick", null, { type: "checkbox" });
    label(pick, "choose", { title: item.title }, "aria-label");
    pick.checked = chosen.has(item.document);
    pick.addEventListener("change", () => {
      if (pick.checked) chosen.add(item.document); else chosen.delete(item.document);
      tell("footnote-chosen");
    });
    const title = button("fn-title", () => openPlace({ document: item.document, whole: true }, title), { dir: "auto", title: item.source });
    title.textContent = item.title;
    const detail = node("p", "fn-detail");
    if (item.author) {
      const writer = node("span"); // around it, so that the dot after it stands where the page's language has it
      writer.append(node("bdi", "", item.author));
      detail.append(writer);
    }
    if (item.published) detail.append(day(node("span"), item.published));
    detail.append(said("", "about_words", { n: item.words }, "span"), said("fn-ready", "ready", null, "span"));
    line.append(pick, title, detail, acts(item, line));
    return line;
  }
  function acts(item, line) {
    const made = node("p", "fn-tools");
    const sum = saying("fn-tool", "summarise", () => { show("talk"); tell("footnote-summarise-these", [item.document]); });
    label(sum, "summarise_it", { title: item.title }, "aria-label");
    const swap = saying("fn-tool", "replace", () => {
      replacing = item.document;
      const input = uploadBox.querySelector("input[type=file]");
      input.addEventListener("cancel", () => { replacing = ""; }, { once: true });
      input.click();
    });
    label(swap, "replace_it", { title: item.title }, "aria-label");
    const drop = saying("fn-tool", "remove", async () => {
      drop.disabled = true;
      line.classList.add("fn-going");
      take(await call("remove", { document: item.document }));
    });
    label(drop, "remove_it", { title: item.title }, "aria-label");
    made.append(sum, swap, drop);
    return made;
  }

  function matching() {
    const wanted = folded(search.value).split(/\s+/).filter(Boolean);
    const which = filter.value;
    const found = documents.filter((item) => {
      if (!letsThrough(item)) return false;
      if (which === "chosen" && !chosen.has(item.document)) return false;
      if (which.startsWith(".") && !item.source.toLowerCase().endsWith(which)) return false;
      const text = folded(`${item.title} ${item.author} ${item.published} ${item.source}`);
      return wanted.every((word) => text.includes(word));
    });
    if (which === "title") found.sort((a, b) => a.title.localeCompare(b.title, settings.language));
    if (which === "date") found.sort((a, b) => b.published.localeCompare(a.published));
    return found;
  }
  function draw() {
    const found = matching();
    const rows = found.slice(0, limit).map(row);
    list.replaceChildren(...rows);
    if (!documents.length) list.append(said("fn-none", "no_documents", null, "li"));
    else if (!found.length) list.append(said("fn-none", "no_match", null, "li"));
    if (found.length > limit) {
      const more = node("li", "fn-none");
      more.append(saying("fn-tool", "show_more", () => {
        limit += MOST_ROWS;
        draw();
        list.children[rows.length].querySelector(".fn-title").focus();
      }, { n: found.length - limit }));
      list.append(more);
    }
    label(head, "documents", { n: documents.length });
  }
  function offer() {
    const kinds = [...new Set(documents.map((item) => (item.source.toLowerCase().match(/\.[a-z]{2,5}$/) || [""])[0]))].filter(Boolean).sort();
    const now = filter.value || "newest";
    filter.replaceChildren();
    for (const key of ["newest", "date", "title", "chosen", ...(kinds.length > 1 ? kinds : [])]) {
      const option = key.startsWith(".") ? node("option", "", key) : said("", `filter_${key}`, null, "option");
      option.value = key;
      filter.append(option);
    }
    filter.value = [...filter.options].some((option) => option.value === now) ? now : "newest";
  }
  function take(view) {
    if (!view.documents) { undo.replaceChildren(message("fn-problem", view.message)); draw(); return; }
    documents = view.documents;
    titles = new Map(documents.map((item) => [item.document, item.title]));
    asked = () => documents.filter((item) => letsThrough(item) && (!chosen.size || chosen.has(item.document))).length;
    for (const id of [...chosen]) if (!titles.has(id)) chosen.delete(id);
    narrow();
    offer();
    draw();
    undo.replaceChildren();
    if (view.message) undo.append(message("fn-problem", view.message));
    if (view.removed) {
      const line = node("p", "fn-removed");
      const back = saying("fn-tool fn-strong", "undo", async () => {
        back.disabled = true;
        const put = await call("restore", { undo: view.undo });
        take(put.documents ? put : { ...view, ...put, documents });
        const row = list.querySelector(`[data-document="${put.restored}"] .fn-title`);
        if (document.activeElement === document.body) (row || list).focus();
      });
      line.append(said("", "removed", { title: view.title }, "span"), back);
      undo.append(line);
      back.focus();
      tell("footnote-removed", view.removed);
    }
    if (view.restored) undo.append(said("fn-report", "put_back"));
    tell("footnote-chosen");
    tell("footnote-shelf", documents.length);
  }
  hear("footnote-choose-none", () => { chosen.clear(); draw(); tell("footnote-chosen"); });
  call("shelf").then(take);
  // Another tab may have added or removed something.
  window.addEventListener("focus", async () => {
    if (running) return;
    const view = await call("shelf");
    if (view.documents && JSON.stringify(view.documents) !== JSON.stringify(documents)) take(view);
  });
}
