// The reading room: frames switched on and off, and a panel that shows what is known about a quotation or sentence.
// Without this script the labels lead to the same notes under the text.
"use strict";

const report = document.querySelector("div.report");
const panel = document.querySelector("aside.panel");
let opener = null;

function showFrames() {
  const on = new Set([...document.querySelectorAll(".switches input:checked")].map((box) => box.value));
  for (const item of report.querySelectorAll("[data-frames]")) {
    const shown = item.dataset.frames.split(" ").some((frame) => on.has(frame));
    if (item.classList.contains("tag")) item.hidden = !shown;
    else item.classList.toggle("on", shown);
  }
}

function mark(selector) {
  report.querySelectorAll(".here").forEach((piece) => piece.classList.remove("here"));
  report.querySelectorAll(selector).forEach((piece) => piece.classList.add("here"));
}

function show(key, from) {
  const note = document.getElementById(key);
  if (!note) return;
  opener = from ?? opener;
  panel.replaceChildren(closeButton(), ...[...note.children].map((child) => child.cloneNode(true)));
  panel.hidden = false;
  panel.scrollTop = 0;
  mark(key.startsWith("n") ? `[data-quote="${key.slice(1)}"]` : `[data-sentence="${key.slice(1)}"]`);
}

function closeButton() {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "close";
  button.textContent = "×";
  button.setAttribute("aria-label", panel.dataset.close);
  button.addEventListener("click", close);
  return button;
}

function close() {
  panel.hidden = true;
  mark(":not(*)");
  opener?.focus({ preventScroll: true });
}

function keyOf(link) {
  return link?.getAttribute("href")?.replace("#", "");
}

report.addEventListener("focusin", (event) => {
  const link = event.target.closest("a.chip, a.number");
  if (link) show(keyOf(link), link);
});

report.addEventListener("click", (event) => {
  const link = event.target.closest("a.chip, a.number");
  if (link) {
    event.preventDefault();
    show(keyOf(link), link);
    panel.focus({ preventScroll: true });
    return;
  }
  const quote = event.target.closest(".quote");
  if (quote && !String(getSelection())) {
    show(`n${quote.dataset.quote}`, report.querySelector(`a.chip[data-quote="${quote.dataset.quote}"]`));
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !panel.hidden) close();
});

// An address that names a sentence or quotation shows it.
function arrive() {
  const found = /^#([sq])(\d+)$/.exec(location.hash);
  if (!found) return;
  show(`${found[1] === "q" ? "n" : "t"}${found[2]}`, report.querySelector(`a[href="#${found[1] === "q" ? "n" : "t"}${found[2]}"]`));
}

document.querySelectorAll(".switches input").forEach((box) => box.addEventListener("change", showFrames));
window.addEventListener("hashchange", arrive);
showFrames();
arrive();
