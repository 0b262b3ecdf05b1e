//! A large value that is compared by identity, so that "has it changed?" costs nothing.

use std::{ops::Deref, sync::Arc};

/// Equal only to its own clones: a new value counts as a change even if its content is the same.
#[derive(Debug)]
pub struct Shared<T: ?Sized>(Arc<T>);

impl<T> Shared<T> {
    pub fn new(value: T) -> Self {
        Shared(Arc::new(value))
    }
}

impl<T: ?Sized> From<&Arc<T>> for Shared<T> {
    fn from(value: &Arc<T>) -> Self {
        Shared(value.clone())
    }
}

impl From<&str> for Shared<str> {
    fn from(text: &str) -> Self {
        Shared(text.into())
    }
}

impl<T: ?Sized> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Shared(self.0.clone())
    }
}

impl<T: ?Sized> PartialEq for Shared<T> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl<T: ?Sized> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clone_is_equal_and_a_twin_is_not() {
        let first = Shared::new(vec![f32::NAN]);
        assert_eq!(first, first.clone());
        assert_ne!(first, Shared::new(vec![f32::NAN]));
    }
}
