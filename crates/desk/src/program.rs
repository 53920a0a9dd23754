use store::Store;

/// What the program does for the desk, which itself neither codes nor links. Faults come back as sentences for a person.
pub trait Program: Send + Sync {
    /// Links what a decision or an upload touched.
    ///
    /// # Errors
    /// Why the store could not be read or written.
    fn relink(&self, store: &mut Store) -> Result<(), String>;

    /// The files of the codebook in use, by path.
    fn codebook(&self) -> Vec<CodebookFile>;
}

/// A file of the codebook.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct CodebookFile {
    /// Its path in the codebook, as "event/attack.toml".
    pub path: String,
    /// Its text.
    pub text: String,
}
