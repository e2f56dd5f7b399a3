"use strict";
// Filters a list in place: the same addresses and the same pages as without script, but only their changing parts
// are put in. Whatever goes wrong, the browser loads the page as it would have done anyway.

const layout = document.querySelector("[data-refreshes]");
const announcer = document.querySelector(".refresh-said");
const AROUND = [".languages", ".date-form"];
const RESULTS = ".list-results";
const FORM = ".filters";
const PAUSE = 200; // milliseconds, so that several boxes ticked at once ask once
let running = null;
let waiting = 0;
let shown = location.search;

layout.addEventListener("submit", (event) => {
  if (event.target.method === "get") {
    event.preventDefault();
    clearTimeout(waiting);
    show(addressOf(event.target), { parts: [RESULTS], remember: true });
  }
});

layout.addEventListener("change", (event) => {
  const form = event.target.form;
  // What is typed is asked for by Enter or the button; what is chosen, at once.
  if (form && event.target.matches("input[type=checkbox], select")) {
    clearTimeout(waiting);
    waiting = setTimeout(() => show(addressOf(form), { parts: [RESULTS], remember: true }), PAUSE);
  }
});

layout.addEventListener("click", (event) => {
  const link = event.target.closest("a");
  const plain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  if (link && plain && link.closest(RESULTS) && link.pathname === location.pathname && !link.hash) {
    event.preventDefault();
    show(link.href, { parts: [RESULTS, FORM], remember: true, moves: true });
  }
});

addEventListener("popstate", () => {
  // A jump inside the page comes by here too.
  if (location.search !== shown) {
    show(location.href, { parts: [RESULTS, FORM] });
  }
});

function addressOf(form) {
  const filled = [...new FormData(form)].filter(([, value]) => value.trim());
  const query = new URLSearchParams(filled).toString();
  return `${location.pathname}${query ? `?${query}` : ""}`;
}

async function show(address, { parts, remember = false, moves = false }) {
  running?.abort();
  running = new AbortController();
  const signal = running.signal;
  document.querySelector(RESULTS).setAttribute("aria-busy", "true");
  try {
    const response = await fetch(address, { signal, headers: { Accept: "text/html" } });
    if (!response.ok) {
      throw new Error(`${response.status}`);
    }
    put(new DOMParser().parseFromString(await response.text(), "text/html"), parts);
  } catch {
    if (!signal.aborted) {
      location.assign(address);
    }
    return;
  }
  if (remember) {
    history.pushState(null, "", address);
  }
  shown = location.search;
  const heading = document.querySelector(`${RESULTS} h2`);
  announcer.textContent = heading.textContent;
  if (moves) {
    heading.tabIndex = -1;
    heading.focus();
  }
}

function put(fresh, parts) {
  document.title = fresh.title;
  for (const part of [...AROUND, ...parts]) {
    const here = document.querySelector(part);
    const there = fresh.querySelector(part);
    if (here && there) {
      there.open = here.open;
      here.replaceWith(document.adoptNode(there));
    }
  }
}
