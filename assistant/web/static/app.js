// The pages work without this. It only says that an answer is on its way and stops a second press.
(function () {
  "use strict";
  var form = document.querySelector("form[data-ask]");
  if (!form) return;
  var status = document.getElementById("progress");
  var buttons = form.querySelectorAll("button");

  form.addEventListener("submit", function () {
    status.textContent = "Searching the guidance…";
    // After the browser has read the pressed button's value; a disabled button would not be sent.
    window.setTimeout(function () {
      buttons.forEach(function (button) { button.disabled = true; });
    }, 0);
  });

  window.addEventListener("pageshow", function () {
    status.textContent = "";
    buttons.forEach(function (button) { button.disabled = false; });
  });
})();
