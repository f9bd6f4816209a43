// Searches the words of all episodes. Without this file there is the list of them.
"use strict";
const box = document.querySelector("[data-search]");
const all = document.querySelector("#all");
const strings = JSON.parse(box.dataset.search);
const most = 30;
const make = (name, into, text = "") => {
  const made = document.createElement(name);
  made.textContent = text;
  into.append(made);
  return made;
};
const label = make("label", box, strings.find);
const field = make("input", label);
field.type = "search";
const status = make("p", box);
status.setAttribute("role", "status");
const list = make("ol", box);
list.className = "episodes";
let engine;
let asked = 0;

const show = (found) => {
  const item = make("li", list);
  make("p", item, found.meta.facts).className = "kicker";
  const link = make("a", make("h2", item), found.meta.title);
  link.href = found.raw_url;
  make("p", item, found.plain_excerpt);
};

const search = async () => {
  const words = field.value.trim();
  const now = (asked += 1);
  const at = new URL(location);
  words ? at.searchParams.set("q", words) : at.searchParams.delete("q");
  history.replaceState(null, "", at);
  all.hidden = Boolean(words);
  if (!words) {
    list.replaceChildren();
    status.textContent = "";
    return;
  }
  engine ??= import(new URL("pagefind/pagefind.js", document.baseURI));
  const { results } = await (await engine).search(words);
  const found = await Promise.all(results.slice(0, most).map((each) => each.data()));
  if (now !== asked) return; // something else is asked for by now
  list.replaceChildren();
  found.forEach(show);
  status.textContent = strings.found.replace("{0}", results.length);
};

field.addEventListener("input", search);
field.value = new URLSearchParams(location.search).get("q") ?? "";
if (field.value) search();
