//! COPY, by which a server takes rows faster than by statements.

use std::pin::Pin;

use rusqlite::types::ValueRef;
use tokio_postgres::binary_copy::BinaryCopyInWriter;
use tokio_postgres::types::Type;

use super::Connection;
use super::value::Parameter;
use crate::error::Fault;

/// Bytes that are gathered before they are handed on.
const GATHERED: usize = 1 << 18;

/// Rows on their way into a table.
pub(crate) struct Copy<'c> {
    connection: &'c Connection,
    table: String,
    writer: Pin<Box<BinaryCopyInWriter>>,
    rows: Vec<Vec<Parameter>>,
    bytes: usize,
}

impl Connection {
    /// Takes rows for these columns of a table, until the copy is finished.
    pub(crate) fn copy_in(&self, table: &str, columns: &[&str]) -> Result<Copy<'_>, Fault> {
        let columns = columns.join(", ");
        let mut session = self.session.borrow_mut();
        let (types, sink) = session.with_client(|client| async move {
            let wanted = client.prepare(&format!("SELECT {columns} FROM {table}")).await?;
            let types: Vec<Type> = wanted.columns().iter().map(|column| column.type_().clone()).collect();
            let sink = client.copy_in(&format!("COPY {table} ({columns}) FROM STDIN (FORMAT binary)")).await?;
            Ok((types, sink))
        })?;
        let writer = Box::pin(BinaryCopyInWriter::new(sink, &types));
        Ok(Copy { connection: self, table: table.to_string(), writer, rows: Vec::new(), bytes: 0 })
    }
}

impl Copy<'_> {
    pub(crate) fn row(&mut self, values: &[ValueRef]) -> Result<(), Fault> {
        let mut row = Vec::with_capacity(values.len());
        for value in values {
            if matches!(value, ValueRef::Text(text) if text.contains(&0)) {
                let reason = "has a text with the character U+0000, which a server cannot keep";
                return Err(Fault::Server(format!("the table {} {reason}", self.table)));
            }
            self.bytes += match value {
                ValueRef::Text(bytes) | ValueRef::Blob(bytes) => bytes.len(),
                _ => 8,
            };
            row.push(Parameter((*value).try_into()?));
        }
        self.rows.push(row);
        if self.bytes < GATHERED { Ok(()) } else { self.hand_on() }
    }

    fn hand_on(&mut self) -> Result<(), Fault> {
        let rows = std::mem::take(&mut self.rows);
        self.bytes = 0;
        let mut writer = self.writer.as_mut();
        let write = async {
            for row in rows {
                writer.as_mut().write_raw(row).await?;
            }
            Ok(())
        };
        Ok(self.connection.session.borrow_mut().with_client(|_| write)?)
    }

    pub(crate) fn finish(mut self) -> Result<(), Fault> {
        self.hand_on()?;
        let finish = self.writer.as_mut().finish();
        self.connection.session.borrow_mut().with_client(|_| finish)?;
        Ok(())
    }
}
