package etl.testkit;

/// An answer of [FakeGlue] that is a failure.
final class GlueRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int BAD_REQUEST = 400;

    private final transient FakeGlue.Failure failure;

    GlueRefusal(FakeGlue.Failure failure) {
        super(failure.message());
        this.failure = failure;
    }

    GlueRefusal(String code, String message) {
        this(new FakeGlue.Failure(BAD_REQUEST, code, message));
    }

    static GlueRefusal missing(String what) {
        return new GlueRefusal("EntityNotFoundException", what + " not found.");
    }

    static GlueRefusal exists(String what) {
        return new GlueRefusal("AlreadyExistsException", what + " already exists.");
    }

    static GlueRefusal invalid(String message) {
        return new GlueRefusal("InvalidInputException", message);
    }

    FakeGlue.Failure failure() {
        return failure;
    }
}
