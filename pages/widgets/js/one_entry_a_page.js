// One entry of the history is one page. Streamlit adds an entry for each change of the words in the address, and when a
// page is left it writes the words of the next page to the address of the old one.
function keepOneEntryAPage(steps) {
    window.dogcatSteps = steps;
    if (window.dogcatPush) return;
    window.dogcatPush = history.pushState.bind(history);
    history.pushState = (state, title, address) => {
        const wanted = new URL(address ?? location.href, location.href);
        if (wanted.pathname !== location.pathname) return window.dogcatPush(state, title, address);
        const page = window.dogcatSteps[wanted.searchParams.get("step")];
        const here = location.pathname.split("/").pop();
        if (page && page !== here) return undefined;  // the next call is the one with the step's page
        return history.replaceState(state, title, address);
    };
}
