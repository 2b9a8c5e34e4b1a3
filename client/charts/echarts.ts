import { BarChart, LineChart, SankeyChart } from 'echarts/charts';
import { GridComponent, MarkLineComponent, TooltipComponent } from 'echarts/components';
import { use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';

// Only the parts that are drawn somewhere; each further one is weight on every screen with a chart.
use([
  ...[BarChart, LineChart, SankeyChart],
  ...[GridComponent, MarkLineComponent, TooltipComponent, CanvasRenderer],
]);
