// Two calls or outlets side by side: shows the two columns that are chosen, all where none is, and keeps the choice in the address.
"use strict";

const choices = document.querySelector("form.two");
const cells = [...document.querySelectorAll("table.compare [data-column]")];

function compare() {
  const chosen = [...choices.querySelectorAll("select")].map((box) => box.value).filter(Boolean);
  for (const cell of cells) cell.hidden = chosen.length > 0 && !chosen.includes(cell.dataset.column);
  const query = new URLSearchParams([...new FormData(choices)].filter(([, value]) => value));
  history.replaceState(history.state, "", `${location.pathname}${query.size ? `?${query}` : ""}${location.hash}`);
}

if (choices) {
  for (const [name, value] of new URLSearchParams(location.search)) {
    const box = choices.elements[name];
    if (box && [...box.options].some((option) => option.value === value)) box.value = value;
  }
  choices.addEventListener("input", compare);
  choices.addEventListener("submit", (event) => event.preventDefault());
  compare();
}
