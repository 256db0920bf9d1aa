// Every page begins at its top, and on a phone the menu closes once a page is chosen. Streamlit keeps the scroll
// position of the page before, and on narrow screens leaves the menu lying over the new page.
const LINK = "[data-testid=stSidebarNavLink]";
const OPEN_MENU = "[data-testid=stSidebar][data-collapsed=false]";
const isNarrow = () => matchMedia("(max-width: 768px)").matches;  // below it, Streamlit lays the menu over the page

function closeMenu() {
    document.querySelector(`${OPEN_MENU} [data-testid=stSidebarCollapseButton] button`)?.click();
}

// The menu had the focus; the page's title takes it, so that a keyboard or a screen reader goes on there. Who has opened
// the menu again meanwhile keeps the focus.
function focusTitle() {
    const title = document.querySelector(".stMain h1");
    if (!title || document.querySelector(OPEN_MENU)) return;
    title.tabIndex = -1;
    title.focus({ preventScroll: true });
}

function showTop() {
    const main = document.querySelector("[data-testid=stMain]");
    if (!main) return;
    main.scrollTo({ top: 0, behavior: "instant" });
    const stop = () => {
        watch.disconnect();
        moves.forEach((move) => document.removeEventListener(move, stop, true));
    };
    // While the new page takes the place of the old one, the browser moves what is shown; until somebody scrolls.
    const watch = new MutationObserver(() => main.scrollTo({ top: 0, behavior: "instant" }));
    const moves = ["wheel", "touchmove", "keydown", "pointerdown"];
    moves.forEach((move) => document.addEventListener(move, stop, { capture: true, passive: true }));
    watch.observe(main, { childList: true, subtree: true });
    setTimeout(stop, 3000);
}

export default function ({ data }) {
    keepOneEntryAPage(data.steps);
    if (window.dogcatPlace !== undefined && window.dogcatPlace !== data.place) {
        showTop();
        if (window.dogcatChose) setTimeout(focusTitle, 300);  // after Streamlit's motion
    }
    window.dogcatPlace = data.place;
    window.dogcatChose = false;
    const choose = (event) => {
        if (!event.target.closest?.(LINK) || !isNarrow()) return;
        window.dogcatChose = true;
        setTimeout(closeMenu);  // after the router has taken the click
    };
    document.addEventListener("click", choose);
    return () => document.removeEventListener("click", choose);
}
