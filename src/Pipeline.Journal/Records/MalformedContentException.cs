namespace Pipeline.Journal.Records;

/// <summary>A payload whose checksum holds and whose columns do not. The reader turns it into a <see cref="TapeException"/>.</summary>
internal sealed class MalformedContentException(string what) : Exception(what);
