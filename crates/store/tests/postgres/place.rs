//! Where the stores of these tests are: each a schema of its own on the server that `DATELINE_TEST_POSTGRES` names.

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use postgres::{Client, NoTls};

/// A schema with room for one store, which goes with it.
pub struct Place {
    /// The store's address.
    pub name: PathBuf,
    pub schema: String,
}

/// The address of the server's database.
pub fn server() -> String {
    std::env::var("DATELINE_TEST_POSTGRES").expect(
        "DATELINE_TEST_POSTGRES names no server to test on: \
         `.ci/postgres cargo test -p dateline-store --features postgres --test postgres` starts one",
    )
}

/// A connection of another program.
pub fn client() -> Client {
    Client::connect(&server(), NoTls).expect("the server is there")
}

impl Place {
    pub fn new() -> Place {
        static MADE: AtomicUsize = AtomicUsize::new(0);
        let schema = format!("test_{}_{}", std::process::id(), MADE.fetch_add(1, Ordering::Relaxed));
        let parameter = if server().contains('?') { '&' } else { '?' };
        Place { name: PathBuf::from(format!("{}{parameter}schema={schema}", server())), schema }
    }

    /// A connection of another program to the schema.
    pub fn client(&self) -> Client {
        let mut client = client();
        client.batch_execute(&format!("SET search_path TO {}, public", self.schema)).expect("the schema is named");
        client
    }

    /// The word that a question gives, asked as another program would.
    pub fn one(&self, sql: &str) -> String {
        self.client().query_one(sql, &[]).expect(sql).get(0)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let sql = format!("SET client_min_messages TO warning; DROP SCHEMA IF EXISTS \"{}\" CASCADE", self.schema);
        if let Ok(mut client) = Client::connect(&server(), NoTls) {
            let _ = client.batch_execute(&sql);
        }
    }
}
