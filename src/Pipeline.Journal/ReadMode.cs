namespace Pipeline.Journal;

/// <summary>What a reader does at the first defect.</summary>
public enum ReadMode
{
    /// <summary>Any defect is a <see cref="TapeException"/>, an unsealed tape included.</summary>
    Strict = 0,

    /// <summary>Reads the longest valid prefix, the tail of an open tape included, and says where and why it stopped.</summary>
    Prefix = 1,

    /// <summary>Reads every intact block. What lies between becomes Hole records.</summary>
    Salvage = 2,
}
