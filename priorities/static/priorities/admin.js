// The search box inside a field for several rows has no label of its own: give it that of its field.
const nameSearchBoxes = () => {
  for (const box of document.querySelectorAll(".select2-search__field")) {
    const select = box.closest(".select2-container")?.previousElementSibling;
    const label = select?.labels?.[0];
    if (label) box.setAttribute("aria-label", label.textContent.trim());
  }
};

// jQuery calls back in order, so that the boxes have been made by then.
window.addEventListener("load", () => window.django?.jQuery?.(nameSearchBoxes));
document.addEventListener("formset:added", () => setTimeout(nameSearchBoxes));
