"use strict";

const form = document.querySelector(".filter");
const search = form.querySelector("input[type=search]");
const boxes = [...form.querySelectorAll("input[type=checkbox]")];
const counter = form.querySelector("output");
const scenarios = [...document.querySelectorAll("details.scenario")].map((element) => ({
  element,
  outcome: element.dataset.outcome,
  text: [element, element.closest(".feature").querySelector("h4"), element.closest(".capability").querySelector("h3")]
    .map((part) => part.textContent)
    .join(" ")
    .toLowerCase(),
}));

function filter() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  const wanted = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
  let shown = 0;
  for (const { element, outcome, text } of scenarios) {
    element.hidden = !(wanted.has(outcome) && words.every((word) => text.includes(word)));
    shown += element.hidden ? 0 : 1;
  }
  for (const group of document.querySelectorAll(".rule, .feature, .capability")) {
    group.hidden = !group.querySelector("details.scenario:not([hidden])");
  }
  counter.textContent = shown === scenarios.length ? "" : `${shown} of ${scenarios.length}`;
  document.querySelector(".nothing").hidden = shown > 0;
}

function reveal() {
  const target = location.hash && document.getElementById(location.hash.slice(1));
  if (!target) return;
  if (target.hidden) {
    form.reset();
    filter();
  }
  if (target.matches("details")) target.open = true;
  target.scrollIntoView();
}

form.hidden = false;
form.addEventListener("input", filter);
form.addEventListener("submit", (event) => event.preventDefault());
addEventListener("hashchange", reveal);
addEventListener("keydown", (event) => {
  if (event.key === "/" && document.activeElement !== search) {
    event.preventDefault();
    search.focus();
  }
});
for (const button of document.querySelectorAll(".again button")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.previousElementSibling.textContent);
    button.textContent = "Copied";
  });
}
reveal();
