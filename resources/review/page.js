"use strict";
(() => {
  const page = document.body.dataset, form = document.forms[0];
  const said = document.getElementById("said"), block = document.getElementById("block");
  const field = (name) => form.elements.namedItem(name);
  let changed = false;

  const answer = () => ({
    format: "smmdesk review answer",
    version: 1,
    file: page.file,
    token: page.token,
    who: field("who").value.trim(),
    comment: field("comment").value.trim(),
    posts: [...document.querySelectorAll("article")].map((post, number) => ({
      id: post.dataset.post,
      hash: post.dataset.hash,
      answer: field("answer" + number).value,
      text: field("text" + number).value.trim(),
    })),
  });

  const tell = (words) => {
    said.textContent = "";
    window.setTimeout(() => { said.textContent = words; }, 50);
  };

  const named = () => {
    if (field("who").value.trim()) return true;
    tell(page.nameMissing);
    field("who").focus();
    return false;
  };

  const packed = () => {
    const octets = new TextEncoder().encode(JSON.stringify(answer()));
    let text = "";
    for (const octet of octets) text += String.fromCharCode(octet);
    const lines = window.btoa(text).match(/.{1,64}/g);
    return ["-----BEGIN SMMDESK REVIEW-----", ...lines, "-----END SMMDESK REVIEW-----"].join("\n");
  };

  document.getElementById("save").addEventListener("click", () => {
    if (!named()) return;
    const blob = new Blob([JSON.stringify(answer(), null, 1) + "\n"], { type: "application/octet-stream" });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = page.fileName;
    document.body.append(link);
    link.click();
    link.remove();
    window.setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    changed = false;
    tell(page.saved);
  });

  document.getElementById("as_text").addEventListener("click", () => {
    if (!named()) return;
    document.getElementById("text").hidden = false;
    block.value = packed();
    block.focus();
    block.select();
    changed = false;
    tell(page.asText);
  });

  document.getElementById("copy").addEventListener("click", async () => {
    block.select();
    try {
      await navigator.clipboard.writeText(block.value);
    } catch {
      document.execCommand("copy");
    }
    tell(page.copied);
  });

  const run = (film) => {
    const source = document.getElementById(film.dataset.film), text = window.atob(source.textContent);
    const octets = new Uint8Array(text.length);
    for (let place = 0; place < text.length; place += 1) octets[place] = text.charCodeAt(place);
    film.src = URL.createObjectURL(new Blob([octets], { type: source.dataset.mime }));
  };

  for (const film of document.querySelectorAll("video")) {
    film.addEventListener("error", () => {
      film.hidden = true;
      film.nextElementSibling.hidden = false;
    });
    window.setTimeout(() => run(film), 60);
  }

  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", (event) => event.preventDefault());
  window.addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
  document.getElementById("foot").hidden = false;
})();
