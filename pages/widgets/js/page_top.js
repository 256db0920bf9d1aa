// Another page, or another step on the same page, opens at its top. Streamlit keeps how far the page before was scrolled.
export default function ({ data }) {
    if (window.dogcatPlace !== data.place) document.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0);
    window.dogcatPlace = data.place;
}
