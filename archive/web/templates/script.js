// Makes the pages quicker to use; every one of them works without it.
"use strict";

const field = () => document.querySelector("main input[type=search]") || document.querySelector("input[type=search]");

// A slash puts the cursor into the search box, as on other sites with one.
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, select, textarea, [contenteditable]");
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || typing || !field()) return;
  event.preventDefault();
  field().focus();
  field().select();
});

// Results take the place of results: filters, order and pages of a search need no new page.
const IN_PLACE = "#results a[href^='?']";
let waiting = null;

async function show(address, push) {
  const results = document.getElementById("results");
  const said = document.getElementById("said");
  if (waiting) waiting.abort();
  waiting = new AbortController();
  results.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address, { signal: waiting.signal, headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = page.getElementById("results");
    if (!found) throw new Error("no results");
    if (push) history.pushState({ search: true }, "", address);
    results.replaceWith(found);
    document.title = page.title;
    for (const name of ["h1", "#ask .more", "#ask .sort"]) take(page, `main ${name}`);
    const words = document.getElementById("words");
    if (document.activeElement !== words) words.value = page.getElementById("words").value;
    const other = page.querySelector("a.language");
    if (other) document.querySelector("a.language").href = other.getAttribute("href");
    said.textContent = (found.querySelector("#count, [role=alert]") || found).textContent.trim();
    const focused = push && found.querySelector("#count, [role=alert]");
    if (focused && document.activeElement === document.body) {
      focused.tabIndex = -1;
      focused.focus({ preventScroll: true });
    }
    const above = found.getBoundingClientRect().top;
    if (push && above < 0) window.scrollBy(0, above - 16);
  } catch (error) {
    if (error.name !== "AbortError") window.location.assign(address);
  }
}

function take(page, selector) {
  const old = document.querySelector(selector);
  const now = page.querySelector(selector);
  if (!old || !now || old.contains(document.activeElement)) return;
  if (old.open) now.open = true;
  old.replaceWith(now);
}

function stated(form) {
  const pairs = [...new FormData(form)].filter(([name, value]) => value !== "" && !(name === "sort" && value === "best"));
  return `?${new URLSearchParams(pairs)}`;
}

const ask = document.getElementById("ask");
if (ask && document.getElementById("results")) {
  document.addEventListener("click", (event) => {
    const link = event.target.closest(IN_PLACE);
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    show(link.getAttribute("href"), true);
  });
  ask.addEventListener("submit", (event) => {
    event.preventDefault();
    show(stated(ask), true);
  });
  ask.addEventListener("change", (event) => {
    if (event.target.id !== "words") show(stated(ask), true);
  });
  window.addEventListener("popstate", () => show(window.location.href, false));
}

// What stands in a closed part is opened when a link leads into it.
function reveal() {
  const target = document.getElementById(decodeURIComponent(window.location.hash.slice(1)));
  const closed = target && target.closest("details:not([open])");
  if (!closed) return;
  closed.open = true;
  target.scrollIntoView();
}
window.addEventListener("hashchange", reveal);
reveal();
