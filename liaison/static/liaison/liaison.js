// Names for what the theme and select2 leave nameless, so that a screen reader can say what a field is.
(function () {
  "use strict";

  // What a button that is only a picture does, by the picture.
  const DEEDS = {
    add: "添加", arrow_back: "返回", close: "关闭", delete: "删除", edit: "修改", filter_list: "筛选", handshake: "首页", history: "变更记录",
    menu: "打开菜单", more_horiz: "更多操作", more_vert: "更多操作", search: "搜索", visibility: "查看",
  };

  function nameOf(control) {
    const label = control.id && document.querySelector(`label[for="${CSS.escape(control.id)}"]`);
    const cell = control.closest("[data-label]");
    const words = (label && label.textContent) || (cell && cell.dataset.label) || "";
    return words.replace("*", "").replace(/\s+/g, " ").trim();
  }

  function name(element, words) {
    if (element && words && !element.hasAttribute("aria-label")) {
      element.setAttribute("aria-label", words);
    }
  }

  function giveNames(root) {
    root.querySelectorAll("td[data-label] :is(input, select, textarea):not([type=hidden])").forEach((control) => {
      if (!control.labels || !control.labels.length) name(control, nameOf(control));
    });
    root.querySelectorAll("select.select2-hidden-accessible").forEach((select) => {
      const box = select.nextElementSibling;
      if (!box) return;
      const words = nameOf(select);
      box.querySelectorAll(".select2-selection__rendered, .select2-search__field").forEach((part) => name(part, words));
      // select2 names its box after an element that a multiple choice does not have.
      box.querySelectorAll(".select2-selection").forEach((part) => name(part, words));
    });
    root.querySelectorAll(".select2-dropdown .select2-search__field").forEach((part) => name(part, "输入关键词查找"));
    root.querySelectorAll(".material-symbols-outlined:not([aria-hidden])").forEach((icon) => {
      const button = icon.closest("a, button");
      if (button && button.textContent.trim() === icon.textContent.trim() && !button.title) {
        name(button, DEEDS[icon.textContent.trim()]);
      }
      icon.setAttribute("aria-hidden", "true");
    });
  }

  // The theme writes a chosen file's name into the nearest text field. Beside its own box for files that is a nameless one;
  // anywhere else it is a field that people fill in, or none at all, at which its script stumbles. Those it is to pass over.
  function spareOtherBoxes() {
    document.querySelectorAll("input[type=file]").forEach((input) => {
      const around = input.parentNode.parentNode.parentNode;
      const nearest = around && around.querySelector("input[type=text]");
      if (!nearest || nearest.name) input.hasChangeListener = true;
    });
  }

  document.addEventListener("DOMContentLoaded", () => {
    giveNames(document);
    spareOtherBoxes();
    new MutationObserver((changes) => {
      if (!changes.some((change) => change.addedNodes.length)) return;
      giveNames(document);
      spareOtherBoxes();
    }).observe(document.body, { childList: true, subtree: true });
  });
})();
