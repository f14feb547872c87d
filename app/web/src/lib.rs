//! The pages: for guests and for the desk, in Korean and English, built on the modules' ports alone.
