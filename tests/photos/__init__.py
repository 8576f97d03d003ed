"""Photos (三(三)3): the tests of their stage."""
