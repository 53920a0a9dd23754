//! The file of weights: named tensors in the safetensors form, integers with a scale for each row.

use std::collections::HashMap;

use safetensors::SafeTensors;
use safetensors::tensor::{Dtype, TensorView};

use crate::matrix::Linear;

/// Why a file of weights cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// It is no file of that form.
    #[error("no file of weights: {0}")]
    Form(#[from] safetensors::SafeTensorError),
    /// A tensor is missing, or of another form than the reader wants.
    #[error("{name}: {reason}")]
    Tensor {
        /// Its name.
        name: String,
        /// What is wrong with it.
        reason: &'static str,
    },
}

/// Lists of names that stand in a file of weights, by their own name; words apart by spaces.
pub(crate) struct Names(HashMap<String, String>);

impl Names {
    /// Whether there is a list of that name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// What each name of a list stands for.
    pub(crate) fn list<T>(&self, name: &str, of: impl Fn(&str) -> Option<T>) -> Result<Vec<T>, Fault> {
        let fault = |reason| Fault::Tensor { name: name.to_owned(), reason };
        let words = self.0.get(name).ok_or(fault("missing"))?;
        let list: Option<Vec<T>> = words.split(' ').map(of).collect();
        list.ok_or(fault("holds a name that nobody knows"))
    }
}

/// A file of weights.
pub(crate) struct Weights<'a>(SafeTensors<'a>);

impl<'a> Weights<'a> {
    pub(crate) fn of(bytes: &'a [u8]) -> Result<Weights<'a>, Fault> {
        Ok(Weights(SafeTensors::deserialize(bytes)?))
    }

    /// The names of what the heads tell apart.
    pub(crate) fn names(bytes: &'a [u8]) -> Result<Names, Fault> {
        let (_, metadata) = SafeTensors::read_metadata(bytes)?;
        Ok(Names(metadata.metadata().clone().unwrap_or_default()))
    }

    fn tensor(&self, name: &str, dtype: Dtype) -> Result<TensorView<'_>, Fault> {
        let fault = |reason| Fault::Tensor { name: name.to_owned(), reason };
        let tensor = self.0.tensor(name).map_err(|_| fault("missing"))?;
        if tensor.dtype() == dtype { Ok(tensor) } else { Err(fault("of the wrong kind of number")) }
    }

    /// Numbers of a tensor, its rows one after the other.
    pub(crate) fn numbers(&self, name: &str) -> Result<Vec<f32>, Fault> {
        let tensor = self.tensor(name, Dtype::F32)?;
        Ok(tensor.data().chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect())
    }

    /// Rows of integers, and the scale of each row.
    pub(crate) fn integers(&self, name: &str) -> Result<(Vec<i8>, Vec<f32>), Fault> {
        let tensor = self.tensor(&format!("{name}.weight"), Dtype::I8)?;
        Ok((tensor.data().iter().map(|&b| b as i8).collect(), self.numbers(&format!("{name}.scale"))?))
    }

    /// A linear layer of this many inputs.
    pub(crate) fn linear(&self, name: &str, inputs: usize) -> Result<Linear, Fault> {
        let (weights, scale) = self.integers(name)?;
        let bias = self.numbers(&format!("{name}.bias"))?;
        if weights.len() != inputs * scale.len() || bias.len() != scale.len() {
            return Err(Fault::Tensor { name: name.to_owned(), reason: "of the wrong size" });
        }
        Ok(Linear::new(inputs, &weights, &scale, &bias))
    }
}
