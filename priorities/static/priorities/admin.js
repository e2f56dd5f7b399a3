// The boxes that Select2 puts in the place of a field have no label of their own: give them that of their field.
const nameBoxes = () => {
  for (const container of document.querySelectorAll(".select2-container")) {
    const select = container.previousElementSibling;
    const name = select?.labels?.[0]?.textContent.trim() ?? select?.getAttribute("aria-label");
    if (!name) continue;
    container.querySelector(".select2-search__field")?.setAttribute("aria-label", name);
    const chosen = container.querySelector(".select2-selection__rendered[role=textbox]");
    if (chosen) nameChoice(container.querySelector("[role=combobox]"), chosen, `${select.id}_box`, name);
  }
};

// What is chosen is read after the name.
const nameChoice = (box, chosen, id, name) => {
  box.id = id;
  box.setAttribute("aria-label", name);
  box.setAttribute("aria-labelledby", `${id} ${chosen.id}`);
  chosen.setAttribute("aria-labelledby", id);
};

// jQuery calls back in order, so that the boxes have been made by then.
window.addEventListener("load", () => window.django?.jQuery?.(nameBoxes));
document.addEventListener("formset:added", () => setTimeout(nameBoxes));
