"""The visitor as the core sees one who asks for an act."""

import hashlib

import streamlit as st

from dogcat.common.permission import Visitor
from pages.frame.teacher import is_in_charge
from pages.state.browser import browser_token
from pages.state.resources import address_key


def asker() -> Visitor:
    """Returns who asks: the browser, a mark of its address that does not give the address away, and its rights."""
    address = str(st.context.ip_address or "127.0.0.1")  # Streamlit gives None on localhost
    mark = hashlib.blake2b(address.encode(), digest_size=8, key=address_key()).hexdigest()
    return Visitor(browser_token(), mark, is_in_charge())
