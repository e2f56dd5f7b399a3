"use strict";
// Buttons that copy a citation or its address. Without script they are not shown, and nothing else is lost.

for (const tools of document.querySelectorAll(".copy-tools")) {
  const said = tools.querySelector("[role=status]");
  for (const button of tools.querySelectorAll("button[data-copies]")) {
    button.addEventListener("click", async () => {
      const source = document.getElementById(button.dataset.copies);
      const copied = await copy(source);
      said.textContent = "";
      // A reader announces only what changes, also the second time.
      requestAnimationFrame(() => {
        said.textContent = copied ? said.dataset.done : said.dataset.failed;
      });
    });
  }
  tools.hidden = false;
}

async function copy(source) {
  try {
    await navigator.clipboard.writeText(source.textContent.trim().replace(/\s+/g, " "));
    return true;
  } catch {
    // Not allowed, or not there without https: what was meant is at least selected.
    getSelection().selectAllChildren(source);
    return false;
  }
}
