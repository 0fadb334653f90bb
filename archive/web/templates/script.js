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
