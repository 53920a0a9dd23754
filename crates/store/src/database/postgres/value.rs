//! Values as the server has them, and as the rest of the crate does.

use std::error::Error;

use rusqlite::types::{ToSqlOutput, Value, ValueRef};
use tokio_postgres::types::private::BytesMut;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};

use crate::error::Fault;

/// What goes wrong with a value.
type Wrong = Box<dyn Error + Sync + Send>;

/// A value on its way to the server, which says as which type it wants it.
#[derive(Clone, Debug)]
pub(crate) struct Parameter(pub(crate) Value);

/// What JSON writes for U+0000. A server takes it in, and fails on whatever asks for a part of such a value.
const ESCAPED: &str = "\\u0000";

impl Parameter {
    /// A server has no U+0000: a blank stands for it, which is as long, so that every place in a text is where it was.
    pub(crate) fn of(value: &dyn rusqlite::ToSql) -> Result<Parameter, Fault> {
        let value = match value.to_sql()? {
            ToSqlOutput::Owned(value) => value,
            ToSqlOutput::Borrowed(value) => value.try_into()?,
            other => return Err(Fault::Damaged(format!("no value for a server: {other:?}"))),
        };
        Ok(Parameter(match value {
            Value::Text(text) if text.contains('\0') => Value::Text(text.replace('\0', " ")),
            Value::Text(text) if text.starts_with(['{', '[', '"']) && text.contains(ESCAPED) => {
                Value::Text(blanked(&text))
            }
            value => value,
        }))
    }
}

/// JSON with blanks for U+0000; text that is none as it is.
fn blanked(text: &str) -> String {
    if serde_json::from_str::<serde::de::IgnoredAny>(text).is_err() {
        return text.to_string();
    }
    let mut rest = text;
    let mut blanked = String::with_capacity(text.len());
    while let Some(at) = rest.find('\\') {
        let escape = if rest[at..].starts_with(ESCAPED) { ESCAPED.len() } else { 2 };
        blanked.push_str(&rest[..at]);
        blanked.push_str(if escape == 2 { &rest[at..at + 2] } else { " " });
        rest = &rest[at + escape..];
    }
    blanked + rest
}

impl ToSql for Parameter {
    fn to_sql(&self, as_type: &Type, out: &mut BytesMut) -> Result<IsNull, Wrong> {
        match (&self.0, as_type) {
            (Value::Null, _) => Ok(IsNull::Yes),
            (Value::Integer(number), &Type::BOOL) => (*number != 0).to_sql(as_type, out),
            (Value::Integer(number), &Type::INT4) => i32::try_from(*number)?.to_sql(as_type, out),
            (Value::Integer(number), &Type::FLOAT8) => (*number as f64).to_sql(as_type, out),
            (Value::Integer(number), &Type::INT8) => number.to_sql(as_type, out),
            (Value::Real(number), &Type::FLOAT8) => number.to_sql(as_type, out),
            (Value::Text(text), &Type::TEXT | &Type::JSON) => {
                out.extend_from_slice(text.as_bytes());
                Ok(IsNull::No)
            }
            (Value::Blob(bytes), &Type::BYTEA) => bytes.to_sql(as_type, out),
            (value, wanted) => Err(format!("{:?} where {wanted} is wanted", value.data_type()).into()),
        }
    }

    fn accepts(_: &Type) -> bool {
        // Which value fits which type is told by the value.
        true
    }

    to_sql_checked!();
}

/// A value of a row, where it lies.
pub(crate) struct Cell<'a>(pub(crate) ValueRef<'a>);

impl<'a> FromSql<'a> for Cell<'a> {
    fn from_sql(of_type: &Type, raw: &'a [u8]) -> Result<Cell<'a>, Wrong> {
        Ok(Cell(match *of_type {
            Type::BOOL => ValueRef::Integer(i64::from(bool::from_sql(of_type, raw)?)),
            Type::INT4 => ValueRef::Integer(i64::from(i32::from_sql(of_type, raw)?)),
            Type::INT8 => ValueRef::Integer(i64::from_sql(of_type, raw)?),
            Type::FLOAT8 => ValueRef::Real(f64::from_sql(of_type, raw)?),
            Type::BYTEA => ValueRef::Blob(raw),
            _ => ValueRef::Text(raw),
        }))
    }

    fn from_sql_null(_: &Type) -> Result<Cell<'a>, Wrong> {
        Ok(Cell(ValueRef::Null))
    }

    fn accepts(of_type: &Type) -> bool {
        let known = [
            Type::BOOL,
            Type::INT4,
            Type::INT8,
            Type::FLOAT8,
            Type::BYTEA,
            Type::TEXT,
            Type::VARCHAR,
            Type::NAME,
            Type::JSON,
        ];
        known.contains(of_type)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blank_stands_for_what_a_server_lacks() {
        for (given, kept) in [
            ("a\0b", "a b"),
            (r#"{"a":"x\u0000y","b":["\u0000"]}"#, r#"{"a":"x y","b":[" "]}"#),
            (r#""\\u0000 \n \"\u00000""#, r#""\\u0000 \n \" 0""#),
            (r#"{"no JSON": \u0000"#, r#"{"no JSON": \u0000"#),
            (r"C:\u0000", r"C:\u0000"),
        ] {
            let Parameter(value) = Parameter::of(&given).unwrap();
            assert_eq!(value, Value::Text(kept.to_string()), "{given}");
        }
    }
}
