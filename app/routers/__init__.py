"""The endpoints: parameter model → read → respond, in about ten lines each."""
