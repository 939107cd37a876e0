//! What a node means: its text together with all that it refers to.
