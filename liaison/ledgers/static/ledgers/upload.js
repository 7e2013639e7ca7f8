// Show the chosen file's name, take a dropped file, and say that the upload is under way.
(() => {
  const drop = document.getElementById("ledger-drop");
  const input = drop.querySelector("input[type=file]");
  const name = document.getElementById("ledger-file-name");
  const show = () => {
    const { files } = input;
    if (files.length) name.textContent = files.length > 1 ? `已选 ${files.length} 个文件：${[...files].map((file) => file.name).join("、")}` : files[0].name;
  };
  input.addEventListener("change", show);
  ["dragover", "dragleave", "drop"].forEach((kind) => drop.addEventListener(kind, (event) => {
    event.preventDefault();
    drop.classList.toggle("li-ledger-over", kind === "dragover");
    if (kind === "drop" && event.dataTransfer.files.length) { input.files = event.dataTransfer.files; show(); }
  }));
  input.form.addEventListener("submit", () => {
    const button = document.getElementById("ledger-send");
    button.textContent = "正在读取，请稍候…";
    button.setAttribute("aria-busy", "true");
  });
})();
