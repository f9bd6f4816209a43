// A button beside each address that puts it on the clipboard. Without this file it is there to be
// selected.
"use strict";
for (const box of document.querySelectorAll("[data-copy]")) {
  const field = box.querySelector("input");
  const button = document.createElement("button");
  const strings = JSON.parse(box.dataset.copy);
  button.type = "button";
  button.textContent = strings.copy;
  button.addEventListener("click", async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      button.textContent = strings.copied;
    } catch {
      return; // what is selected can still be copied by hand
    }
    setTimeout(() => { button.textContent = strings.copy; }, 2500);
  });
  field.addEventListener("focus", () => field.select());
  box.append(button);
}
