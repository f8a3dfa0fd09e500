/* Brings what changes into the page; without it the page loads itself anew. No library, and words old phones know. */
(function () {
  "use strict";
  var live = document.getElementById("live"), page = live && live.getAttribute("data-live"), source = null;

  function show(html) {
    var fresh = document.createElement("main"), i, old, now;
    fresh.innerHTML = html;
    if (fresh.children.length !== live.children.length) { live.innerHTML = html; return; }
    for (i = 0; i < fresh.children.length; i += 1) {
      old = live.children[i]; now = fresh.children[i];
      if (old.outerHTML !== now.outerHTML) {
        /* What is read aloud by itself must stay the same element. */
        if (old.className === "notice" && now.className === "notice") { old.innerHTML = now.innerHTML; }
        else { live.replaceChild(now.cloneNode(true), old); }
      }
    }
  }
  /* Phones too old for streams ask every five seconds. */
  function ask() {
    var request = new XMLHttpRequest();
    request.open("GET", page);
    request.onload = function () {
      var found = /<main[^>]*>\s*([\s\S]*)<\/main>/.exec(request.responseText);
      if (found && !document.hidden) { show(found[1]); }
    };
    request.send();
  }
  function listen() {
    if (source) { return; }
    source = new EventSource("/events?page=" + encodeURIComponent(page));
    source.onmessage = function (event) { show(event.data); };
    /* Where the answer was a refusal the browser does not come again by itself. */
    source.onerror = function () {
      if (source && source.readyState === 2) { stop(); window.setTimeout(function () { location.reload(); }, 5000); }
    };
  }
  function stop() { if (source) { source.close(); source = null; } }

  if (page && !window.EventSource) {
    window.setInterval(ask, 5000);
  } else if (page) {
    listen();
    document.addEventListener("visibilitychange", function () { if (document.hidden) { stop(); } else { listen(); } });
    window.addEventListener("pagehide", stop);
    window.addEventListener("pageshow", listen);
  }
  Array.prototype.forEach.call(document.querySelectorAll("textarea[data-most]"), function (area) {
    var count = document.createElement("div");
    count.className = "count";
    function tell() { count.textContent = area.value.length + " / " + area.getAttribute("data-most"); }
    area.parentNode.insertBefore(count, area.nextSibling);
    area.addEventListener("input", tell);
    tell();
  });
})();
