// Shows a small picture large, until a click, Escape or its button closes it.
//
// item: source, words and caption of the picture.
// close: the button's words.
function enlarge(item, close) {
    const dialog = document.createElement("dialog");
    dialog.className = "dogcat-large";
    dialog.setAttribute("aria-label", item.caption);
    const picture = document.createElement("img");
    picture.src = item.source;
    picture.alt = item.words;
    const caption = document.createElement("p");
    caption.textContent = item.caption;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = close;
    dialog.append(picture, caption, button);
    dialog.onclick = () => dialog.close();
    dialog.onclose = () => dialog.remove();
    (document.querySelector(".stApp") ?? document.body).append(dialog);
    dialog.showModal();
}
