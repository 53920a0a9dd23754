//! # python: the stages as a module of Python
//!
//! In:       texts, tables of texts, paths; a store
//! Out:      Arrow tables
//! Never:    hold logic of its own: it reads what Python hands over, calls the stages, and hands tables back
//! Start at: coding

mod cluster;
pub mod coding;
mod rows;
mod store;
mod table;

use pyo3::prelude::*;

/// The compiled half of the package `dateline`; `dateline/__init__.py` is the half that people call.
#[pymodule]
mod _dateline {
    use pyo3::prelude::*;

    #[pymodule_export]
    use crate::cluster::{buckets, clear, components, connected, events, pairs, reconcile, series, settle};
    #[pymodule_export]
    use crate::coding::{code_files, code_rows};
    #[pymodule_export]
    use crate::store::Store;
    #[pymodule_export]
    use crate::table::Table;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
