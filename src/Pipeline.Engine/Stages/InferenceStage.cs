using Pipeline.Events;
using Pipeline.Inference;
using Pipeline.Primitives;

namespace Pipeline.Engine.Stages;

/// <summary>Joins the model to the ring: a score for every row whose inputs are all valid.</summary>
internal sealed class InferenceStage(PipelineSections sections, IModel? model)
{
    private readonly Section<BookResult> _results = sections.Books;
    private readonly Section<FeatureRow> _rows = sections.Rows;
    private readonly ulong _modelHash = model?.Hash ?? 0;

    public void OnEvent(long sequence)
    {
        ref readonly var result = ref _results[sequence];
        if (model is not null && result.Action == BookAction.Applied)
        {
            Score(ref _rows[result.Row]);
        }
    }

    private void Score(ref FeatureRow row)
    {
        row.Inference.ModelHash = _modelHash;
        if (model!.TryScore(row.Features.Values, row.Features.ValidMask, out var score))
        {
            row.Inference.Score = score;
            row.Inference.Valid = 1;
        }
    }
}
